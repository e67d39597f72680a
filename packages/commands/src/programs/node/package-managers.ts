import type { Rows, Spec } from '../row.ts';
import {
  readInstallPackages,
  readPublish,
  readUnpublish,
  withScripts,
} from './install-packages.ts';
import {
  readInitialize,
  readPackageChange,
  readScriptChange,
  readYarnVersion,
} from './change-package.ts';
import {
  readBunFile,
  readDenoFile,
  readDenoFiles,
  readDenoTask,
  readNpmConfig,
  readNpmSetting,
} from './read-runtime.ts';
import { namedScript, readEverywhere, readRun, readScriptOrTool } from './run-package-script.ts';
import { readExecTool, readRunTool } from './run-tool.ts';

/** Settings of npm that name a program are refused; the rest is data. */
const OPTIONS = {
  value:
    '-w --workspace --filter -F --registry --loglevel --tag --access --otp --omit --include ' +
    '--depth --cache --location --npmRegistryServer --reporter --store-dir --network-concurrency ' +
    '--before --audit-level --install-strategy --os --cpu --libc --workspace-concurrency ' +
    '--install-links --cache-folder --modules-folder',
  flag:
    '-g --global -D --save-dev -S --save -E --save-exact -O --save-optional --save-peer --no-save ' +
    '--ignore-scripts --dry-run -r --recursive -ws --workspaces --include-workspace-root -s --silent ' +
    '--if-present --production --dev -f --force --frozen-lockfile --immutable -P --prod --json --parallel -q -y --yes',
  help: '-v --version',
  folder: '--prefix -C --cwd --dir',
  run:
    '--script-shell --node-options --git --editor --viewer --shell --userconfig --globalconfig ' +
    '--use-yarnrc --require --preload --global-folder --proxy --https-proxy --pnpmfile ' +
    '--global-pnpmfile --init-module',
} satisfies Spec['options'];
const NET_LOOK: Spec = { lenient: true, always: ['look', 'get:registry.npmjs.org'] };
const LOOK: Spec = { lenient: true, always: ['look'] };
const WORK: Spec = { lenient: true, always: ['work'] };
const NET_WORK: Spec = { lenient: true, always: ['work', 'get:registry.npmjs.org'] };
const INSTALL: Spec = { lenient: true, read: readInstallPackages };
/** npm takes the options behind the name of a script for its own; the others give them to it. */
const NPM_RUN: Spec = { lenient: true, read: readRun };
const RUN: Spec = { ...NPM_RUN, stop: true };
const NPM_SCRIPT = (name: string): Spec => ({ lenient: true, read: namedScript(name) });
const SCRIPT = (name: string): Spec => ({ raw: true, read: namedScript(name) });
const EXEC: Spec = {
  lenient: true,
  stop: true,
  read: readExecTool,
  options: { value: '-c --call' },
};
const RUN_TOOL: Spec = {
  lenient: true,
  stop: true,
  read: readRunTool,
  options: {
    value: '-p --package -c --call --registry --loglevel',
    flag: '-y --yes -n --no --no-install -q --quiet --bun --prefer-offline --ignore-existing',
    run: '--node-options --script-shell --shell',
  },
};
/** Which packages there are only the disk knows: their scripts are the project's own work. */
const RUN_EVERYWHERE: Spec = { lenient: true, stop: true, read: readEverywhere };
const PUBLISH: Spec = { lenient: true, read: readPublish };
const UNPUBLISH: Spec = { lenient: true, read: readUnpublish };
const CONFIG: Spec = { lenient: true, read: readNpmConfig };

const SHARED: Readonly<Record<string, Spec>> = {
  publish: PUBLISH,
  'config c': CONFIG,
  test: SCRIPT('test'),
  t: SCRIPT('test'),
  tst: SCRIPT('test'),
  start: SCRIPT('start'),
  stop: SCRIPT('stop'),
  restart: SCRIPT('restart'),
  audit: { lenient: true, subs: { 'fix signatures': NET_WORK }, bare: NET_LOOK },
  'why explain list ls ll la licenses bin root prefix': LOOK,
  'outdated info view v show whoami ping': NET_LOOK,
  pack: { lenient: true, read: withScripts(['prepack', 'prepare']) },
  version: { lenient: true, read: withScripts(['preversion', 'version']) },
  'prune dedupe link ln unlink import': WORK,
};

/** The package managers of JavaScript. */
export const PACKAGE_MANAGERS: Rows = {
  npm: {
    about: 'installs packages from the registry; runs scripts of `package.json`; publishes',
    lenient: true,
    options: OPTIONS,
    subs: {
      ...SHARED,
      ['install i in ins inst insta instal isnt isnta isntal isntall add ci clean-install ic ' +
      'install-clean install-test it cit install-ci-test update up upgrade udpate rebuild rb']:
        INSTALL,
      'uninstall remove rm un r dedupe ddp shrinkwrap': WORK,
      pkg: { lenient: true, read: readPackageChange },
      'set-script': { operands: ['value', 'script'], always: ['work'], read: readScriptChange },
      'run run-script rum urn': NPM_RUN,
      test: NPM_SCRIPT('test'),
      t: NPM_SCRIPT('test'),
      tst: NPM_SCRIPT('test'),
      start: NPM_SCRIPT('start'),
      stop: NPM_SCRIPT('stop'),
      restart: NPM_SCRIPT('restart'),
      'exec x': RUN_TOOL,
      'fund query sbom help-search completion': LOOK,
      'search s se find diff doctor': NET_LOOK,
      'unpublish deprecate dist-tag access owner team org star hook profile token': UNPUBLISH,
      cache: WORK,
      'init create innit': {
        lenient: true,
        always: ['work'],
        read: readInitialize,
        options: { value: '--scope --init-author-name --init-license --init-version' },
      },
      'get g': { lenient: true, read: readNpmSetting },
      'set logout': CONFIG,
    },
  },
  pnpm: {
    about: 'installs packages from the registry; runs scripts of `package.json`; publishes',
    lenient: true,
    options: { ...OPTIONS, flag: `${OPTIONS.flag} -w --workspace-root` },
    subs: {
      ...SHARED,
      'install i add a update up upgrade ci fetch rebuild rb': INSTALL,
      'remove rm uninstall un patch patch-commit patch-remove deploy': WORK,
      'run run-script': RUN,
      exec: EXEC,
      dlx: RUN_TOOL,
      'store cat-file cat-index find-hash': WORK,
      init: WORK,
    },
    other: { lenient: true, stop: true, read: readScriptOrTool },
  },
  'yarn yarnpkg': {
    about: 'installs packages from the registry; runs scripts of `package.json`; publishes',
    lenient: true,
    options: OPTIONS,
    subs: {
      ...SHARED,
      'install add up upgrade upgrade-interactive rebuild': INSTALL,
      'remove unplug patch patch-commit autoclean check cache constraints generate-lock-entry':
        WORK,
      run: RUN,
      exec: EXEC,
      node: { raw: true, read: readBunFile },
      'dlx create': RUN_TOOL,
      workspaces: { lenient: true, subs: { 'info list': LOOK, 'run foreach': RUN_EVERYWHERE } },
      workspace: {
        lenient: true,
        stop: true,
        read: ({ draft, words }) => {
          const [name, ...rest] = words.operands;
          if (name === undefined) return;
          const inner = rest[0]?.value === 'run' ? rest.slice(1) : rest;
          const option = { name: '-w', role: 'value' as const, word: name };
          readScriptOrTool({
            draft,
            spec: {},
            words: { ...words, operands: inner, options: [option] },
          });
        },
      },
      npm: {
        lenient: true,
        subs: { info: NET_LOOK, audit: NET_LOOK, whoami: NET_LOOK, publish: PUBLISH },
      },
      init: WORK,
      set: { subs: { version: { lenient: true, read: readYarnVersion } } },
    },
    other: { lenient: true, stop: true, read: readScriptOrTool },
    bare: INSTALL,
  },
  'npx bunx pnpx': {
    about: 'runs a tool of a package: one that is known, or a stranger',
    ...RUN_TOOL,
  },
  bun: {
    about: 'installs packages; runs scripts of `package.json`, tests and files',
    lenient: true,
    options: {
      ...OPTIONS,
      run: '-r --preload --require --shell --script-shell',
      refuse: '-e --eval -p --print',
    },
    subs: {
      'install i add a update ci': { ...INSTALL, options: { flag: '-p -E -e' } },
      'remove rm link unlink patch init': WORK,
      pm: { lenient: true, read: readPackageChange },
      'outdated audit info why': NET_LOOK,
      test: {
        lenient: true,
        always: ['work'],
        options: {
          run: '--preload -r',
          value: '-t --timeout --test-name-pattern --coverage-reporter --reporter --rerun-each',
          write: '--reporter-outfile',
          writeTree: '--coverage-dir',
        },
        operands: ['code'],
      },
      build: {
        lenient: true,
        always: ['work'],
        options: { write: '--outfile', writeTree: '--outdir' },
        operands: ['read'],
      },
      run: {
        lenient: true,
        stop: true,
        read: readBunFile,
        options: { flag: '--hot --watch --bun --silent --smol --no-install' },
      },
      x: RUN_TOOL,
      publish: PUBLISH,
    },
    other: { lenient: true, stop: true, read: readBunFile },
  },
  deno: {
    about: 'runs, tests, formats and checks files',
    lenient: true,
    options: { code: '-c --config --import-map', flag: '-A -q' },
    subs: {
      'test bench check lint cache compile bundle doc coverage': {
        lenient: true,
        always: ['work'],
        read: readDenoFiles,
      },
      fmt: WORK,
      'info types': LOOK,
      'install add remove outdated': NET_WORK,
      'run serve': { raw: true, read: readDenoFile },
      task: { lenient: true, stop: true, read: readDenoTask },
    },
  },
  corepack: {
    about: 'fetches package managers',
    subs: { 'enable disable prepare use up install pack hydrate': NET_WORK },
  },
  'nvm fnm volta n nodenv asdf mise rtx': {
    about: 'chooses and fetches versions of Node and other tools',
    lenient: true,
    subs: {
      'use ls list ls-remote current which version alias deactivate where local latest list-all':
        LOOK,
      'install i plugin reshim': { lenient: true, always: ['work', 'get:nodejs.org', 'execute'] },
    },
  },
};
