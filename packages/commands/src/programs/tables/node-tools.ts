import {
  readAround,
  readConcurrently,
  readCrossEnv,
  readNodeFile,
  readNodemon,
  readRunAll,
} from '../node/read-wrapped.ts';
import type { Rows, Spec } from '../row.ts';

const WORK: Spec = { lenient: true, always: ['work'] };
const MIGRATE: Spec = { lenient: true, always: ['work', 'use:database:write:migrate'] };
const EMPTY_DATABASE: Spec = { lenient: true, always: ['work', 'use:database:delete:reset'] };
/** Where tools of this kind take their settings from, which are code. */
const SETTINGS = '-c --config';

/** Tools of JavaScript and TypeScript projects. */
export const NODE_TOOLS: Rows = {
  'tsc tsgo vue-tsc svelte-check astro-check': {
    about: 'checks and compiles',
    lenient: true,
    always: ['work'],
    options: {
      write: '--outFile --out --tsBuildInfoFile --generateTrace --generateCpuProfile',
      writeTree: '--outDir --declarationDir',
      code: '-p --project',
      readTree: '--rootDir',
      value: '-t --target -m --module --lib --jsx --moduleResolution --types --pretty',
      flag: '-b --build -w --watch --noEmit --incremental',
    },
    operands: ['read'],
  },
  'eslint oxlint xo standard tslint stylelint markdownlint markdownlint-cli2 cspell htmlhint jshint alex remark textlint oxfmt':
    {
      about: 'checks the code; with `--fix` changes it',
      lenient: true,
      always: ['work'],
      options: {
        code: `${SETTINGS} --rulesdir --resolve-plugins-relative-to --parser --custom-formatter --plugin-dir --rules`,
        value:
          '--cache-file -f --format --ext --rule --plugin --global --env --max-warnings --ignore-pattern --tsconfig ' +
          '--cache-location --cache-strategy --stdin-filename --fix-type --report-unused-disable-directives-severity',
        flag: '--cache --quiet --no-eslintrc --no-config-lookup --color --no-color',
        write: '-o --output-file',
        read: '--ignore-path',
      },
      operands: ['readTree'],
      modes: [{ when: '--fix --fix-suggestions --fix-dangerously', operands: ['work'] }],
    },
  biome: {
    about: 'formats and checks the code',
    lenient: true,
    options: { code: '--config-path', value: '--stdin-file-path --max-diagnostics --reporter' },
    subs: {
      'check lint format ci': {
        lenient: true,
        operands: ['readTree'],
        none: 'readTree',
        modes: [
          {
            when: '--write --fix --apply --apply-unsafe',
            operands: ['work'],
            none: 'work',
          },
        ],
      },
      'init migrate start stop version rage explain search upgrade': WORK,
    },
  },
  'prettier dprint': {
    about: 'formats and checks the code',
    lenient: true,
    always: ['work'],
    options: {
      code: '--config --plugin --plugins --plugin-search-dir --config-path',
      value: '--parser --stdin-filepath --log-level --print-width --tab-width',
      read: '--ignore-path',
    },
    operands: ['readTree'],
    modes: [{ when: '-w --write', operands: ['work'] }],
  },
  'jest vitest karma wtr playwright cypress testcafe wdio nightwatch lab': {
    about: 'runs the tests',
    lenient: true,
    always: ['work'],
    options: {
      code:
        `${SETTINGS} -r --require --setupFiles --setupFilesAfterEach --globalSetup ` +
        '--globalTeardown --file --import --loader --reporter-file --config-file -C',
      value:
        '-t --testNamePattern --testPathPattern --testPathPatterns -g --grep --reporter --reporters ' +
        '--project --maxWorkers --workers --timeout --testTimeout --shard --retries --browser ' +
        '-j --pool --environment --coverageReporters --selectProjects',
      write: '--outputFile --output-file --reporter-option-output',
      writeTree: '--coverageDirectory --output --outputDir --coverage.reportsDirectory',
      folder: '--rootDir --root --dir',
      runs: '--node-option --node-arguments',
      // Otherwise the beginning of options that write.
      flag: '--coverage? --collect-coverage --collectCoverage',
    },
    operands: ['code'],
    modes: [{ when: '--changedSince --listTests --showConfig', operands: ['value'] }],
  },
  [`vite next nuxt nuxi astro webpack webpack-cli rollup esbuild parcel swc ng vue-cli-service react-scripts storybook start-storybook build-storybook tsup tsdown tsd ncc microbundle remix react-router svelte-kit expo nest gatsby docusaurus vitepress eleventy hugo jekyll gulp grunt rolldown rspack rsbuild farm unbuild`]:
    {
      about: 'builds the project, or serves it while it changes',
      lenient: true,
      always: ['work'],
      options: {
        code: `${SETTINGS} --gulpfile --gruntfile --config-file`,
        write: '--outfile',
        writeTree: '-o --outDir --outdir --output-path --dist-dir --out-dir',
        value: '-p --port -H --host --hostname --mode -m --format --target --platform --define',
      },
    },
  'mocha ava tap jasmine uvu borp': {
    about: 'runs the tests',
    lenient: true,
    always: ['work'],
    options: {
      code: `${SETTINGS} -r --require --file --import --loader`,
      value: '-t --timeout -g --grep -R --reporter -j --jobs -m --match -u --ui --extension',
    },
    operands: ['code'],
  },
  'turbo nx lerna rush wsrun ultra moon': {
    about: 'runs builds and tests of the packages of the project',
    lenient: true,
    options: {
      value: '--filter --scope -t --target --targets -p --projects --concurrency --parallel?',
    },
    subs: {
      [`run run-many affected build test lint dev watch graph prune ls list daemon show format format:check format:write changed diff bootstrap link e2e serve typecheck check report reset sync`]:
        WORK,
      'g generate gen new init create add migrate': WORK,
      publish: { lenient: true, always: ['work', 'use:npm:write:publish'] },
      version: WORK,
      exec: { lenient: true, stop: true, read: readAround },
    },
    other: WORK,
  },
  'c8 nyc dotenv dotenvx': {
    about: 'runs a program with something around it',
    lenient: true,
    stop: true,
    options: {
      flag: '--all --check-coverage --clean --no-clean --silent -a -o --overload',
      value:
        '-r --reporter -n --include -x --exclude --reports-dir --temp-dir --report-dir --branches --lines --functions --statements',
      read: '-e',
      code: '--require',
    },
    read: readAround,
  },
  'cross-env cross-env-shell': {
    about: 'runs a program with variables',
    raw: true,
    read: readCrossEnv,
  },
  concurrently: {
    about: 'runs several command lines',
    lenient: true,
    options: { value: '-n --names -c --prefix-colors -p --prefix -m --max-processes -s --success' },
    read: readConcurrently,
  },
  'npm-run-all npm-run-all2 run-s run-p': {
    about: 'runs scripts of `package.json`',
    lenient: true,
    options: { value: '--max-parallel', run: '--npm-path' },
    read: readRunAll,
  },
  'tsx ts-node ts-node-esm ts-node-dev tsnd esno jiti vite-node babel-node': {
    about: 'runs a file',
    lenient: true,
    stop: true,
    options: {
      flag:
        '--no-warnings --no-cache --watch --inspect --inspect-brk --enable-source-maps --test --esm ' +
        '--transpile-only -T --files --swc --pretty --respawn -s --silent -q',
      value: '--tsconfig -P --project -O --compiler-options --conditions -C',
      code: '-r --require --import --loader',
      refuse: '-e --eval -p --print',
    },
    read: readNodeFile,
  },
  nodemon: {
    about: 'runs a file again whenever files change',
    lenient: true,
    options: {
      value: '-w --watch -e --ext -i --ignore -d --delay -x --exec --signal',
      code: '--config -r --require',
    },
    read: readNodemon,
  },
  [`knip depcheck madge dependency-cruiser depcruise jscpd typedoc jsdoc size-limit husky lint-staged commitlint commitizen cz git-cz license-checker publint attw tailwindcss postcss sass lessc node-gyp graphql-codegen openapi-generator openapi-generator-cli swagger-cli swagger redocly spectral npm-check ts-prune unimported source-map-explorer lighthouse pa11y axe hardhat sort-package-json syncpack openapi-typescript bundlesize react-native`]:
    {
      about: 'checks the project or makes files in it',
      lenient: true,
      always: ['work'],
      options: {
        code: `${SETTINGS} --require`,
        write: '--output-file --out',
        writeTree: '-o --output --out-dir',
        read: '-i --input-spec -f',
      },
    },
  'npm-check-updates ncu': {
    about: 'asks the registry for newer versions',
    lenient: true,
    always: ['work', 'get:registry.npmjs.org'],
  },
  changeset: {
    about: 'keeps notes about changes; `publish` publishes packages',
    lenient: true,
    subs: {
      'add init status version pre tag': WORK,
      publish: { lenient: true, always: ['work', 'use:npm:write:publish'] },
    },
    bare: WORK,
  },
  'semantic-release release-it np': {
    about: 'publishes a release',
    lenient: true,
    always: ['work', 'use:npm:write:publish', 'execute'],
    modes: [{ when: '--dry-run -d', always: ['work'] }],
  },
  'serve http-server live-server': {
    about: 'serves files of a folder',
    lenient: true,
    operands: ['readTree'],
    none: 'readTree',
    options: { value: '-p --port -l --listen -a -c', read: '--config -C -K' },
  },
  prisma: {
    about: 'makes code from a model; changes databases',
    lenient: true,
    options: { read: '--schema', code: '--config' },
    subs: {
      'generate format validate version init': WORK,
      migrate: {
        lenient: true,
        subs: {
          dev: WORK,
          'deploy resolve': MIGRATE,
          reset: EMPTY_DATABASE,
          'status diff': { lenient: true, always: ['work', 'use:database:read:status'] },
        },
      },
      db: {
        lenient: true,
        subs: {
          pull: { lenient: true, always: ['work', 'use:database:read:pull'] },
          push: {
            ...MIGRATE,
            modes: [
              {
                when: '--force-reset --accept-data-loss',
                always: ['work', 'use:database:delete:reset'],
              },
            ],
          },
          seed: MIGRATE,
          execute: {
            lenient: true,
            options: { read: '--file' },
            always: ['use:database:execute:execute'],
          },
        },
      },
      studio: WORK,
    },
  },
  'drizzle-kit sequelize sequelize-cli typeorm knex kysely mikro-orm node-pg-migrate db-migrate': {
    about: 'makes and runs migrations of databases',
    lenient: true,
    options: { code: `${SETTINGS} -d --dataSource --knexfile` },
    subs: {
      [`generate check introspect init init:config migration:create migration:generate model:generate seed:generate seed:make migrate:make migrate:status migrate:list migrate:currentVersion migration:show db:migrate:status entity:create subscriber:create create migrate:latest migrate:up db:migrate migration:run`]:
        WORK,
      [`migrate push up studio db:create db:seed db:seed:all db:seed:undo migration:up seed:run schema:sync schema:update schema:create migrate:unlock`]:
        MIGRATE,
      [`drop down db:drop db:migrate:undo db:migrate:undo:all db:seed:undo:all migration:revert migration:down migration:fresh migrate:rollback migrate:down schema:drop schema:fresh reset`]:
        EMPTY_DATABASE,
    },
  },
};
