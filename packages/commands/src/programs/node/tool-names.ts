/**
 * Tools that a package of the same name brings. A package that has the name of a program of the
 * system (`npx ls`) is somebody's package, not that program.
 */
export const NODE_TOOL_NAMES =
  ' tsc eslint prettier jest vitest mocha ava tap c8 nyc playwright cypress vite next nuxt astro ' +
  'webpack rollup esbuild parcel turbo nx lerna tsx ts-node swc ng vue-cli-service storybook ' +
  'start-storybook biome oxlint oxfmt knip depcheck madge prisma drizzle-kit sequelize-cli sequelize ' +
  'typeorm knex stylelint ' +
  'markdownlint markdownlint-cli2 cspell jscpd typedoc tsup tsd ncc microbundle remix svelte-kit ' +
  'svelte-check vue-tsc webpack-cli react-scripts expo jasmine karma wtr size-limit ' +
  'husky lint-staged commitlint semantic-release changeset standard xo dprint npm-run-all run-s ' +
  'run-p concurrently cross-env rimraf serve http-server nodemon tailwindcss postcss sass ' +
  'lessc graphql-codegen openapi-generator-cli swagger-cli redocly spectral protoc-gen-ts ' +
  'dependency-cruiser depcruise npm-check-updates ncu license-checker publint attw hardhat tsgo ' +
  'live-server react-native openapi-typescript bundlesize kysely ts-prune sort-package-json source-map-explorer wrangler vercel netlify firebase supabase node-gyp ';

/** Packages whose tool has another name. */
export const PACKAGES_OF_TOOLS: Readonly<Record<string, string>> = {
  typescript: 'tsc',
  'ts-node-dev': 'ts-node',
  '@angular/cli': 'ng',
  '@biomejs/biome': 'biome',
  '@playwright/test': 'playwright',
  '@vue/cli-service': 'vue-cli-service',
  '@nestjs/cli': 'nest',
  '@changesets/cli': 'changeset',
  '@commitlint/cli': 'commitlint',
  '@graphql-codegen/cli': 'graphql-codegen',
  '@openapitools/openapi-generator-cli': 'openapi-generator-cli',
  '@swc/cli': 'swc',
  '@tailwindcss/cli': 'tailwindcss',
  '@redocly/cli': 'redocly',
  '@stoplight/spectral-cli': 'spectral',
  '@arethetypeswrong/cli': 'attw',
  'markdownlint-cli': 'markdownlint',
  '@vercel/ncc': 'ncc',
};
