import { readMove } from '../files/read-copy.ts';
import { readApply } from './read-apply.ts';
import type { Row, Spec } from '../row.ts';
import {
  readBisectRun,
  readForeach,
  readGitAlias,
  readGitCheckout,
  readGitConfig,
  readFilesApart,
  readGitLook,
  readGitOptions,
  readGitRestore,
  writeRepositorySettings,
} from './read-git.ts';
import {
  readArchive,
  readGitClone,
  readGitFetch,
  readGitPush,
  readLfsTransfer,
  readLsRemote,
  readSubmoduleUpdate,
} from './read-remote.ts';

const LOOK: Spec = {
  lenient: true,
  read: readGitLook,
  options: { write: '--output', value: '-n -L -S -G --format --author --since --until --grep' },
};
/** Only the index changes. */
const looksAtNothing = (): void => undefined;
const WORK: Spec = { lenient: true, always: ['work'] };
const LOSE: Spec = { lenient: true, always: ['discard'] };
const FETCH_OPTIONS: Spec['options'] = {
  value:
    '-j --jobs --depth --deepen --shallow-since --shallow-exclude -o --server-option --refmap ' +
    '--negotiation-tip --filter -s --strategy -X --strategy-option --cleanup',
  run: '--upload-pack',
};

/** Subcommands of git. */
const SUBS: Readonly<Record<string, Spec>> = {
  diff: { ...LOOK, modes: [{ when: '--no-index', read: readFilesApart }] },
  ['status log show shortlog describe rev-parse rev-list ls-files ls-tree cat-file name-rev ' +
  'merge-base cherry range-diff whatchanged diff-tree diff-index diff-files for-each-ref show-ref ' +
  'show-branch count-objects var check-ignore check-attr check-ref-format verify-commit verify-tag ' +
  'verify-pack fsck column stripspace version merge-tree request-pull check-mailmap patch-id ' +
  'fast-export show-index get-tar-commit-id']: LOOK,
  'blame annotate': {
    lenient: true,
    always: ['look'],
    options: { value: '-L -S --date --since', read: '--contents --ignore-revs-file' },
  },
  grep: {
    lenient: true,
    read: readGitLook,
    options: {
      value: '-e -A -B -C -m --max-depth --threads --max-count --context',
      read: '-f',
      runs: '-O --open-files-in-pager?',
    },
  },
  help: {},
  'add stage': {
    lenient: true,
    always: ['work'],
    options: { read: '--pathspec-from-file', value: '--chmod' },
    operands: ['readTree'],
  },
  commit: {
    lenient: true,
    always: ['work'],
    options: {
      value:
        '-m --message -C -c --reuse-message --reedit-message --fixup --squash --author --date ' +
        '--trailer --cleanup -S? --gpg-sign? -u? --untracked-files?',
      read: '-F --file -t --template --pathspec-from-file',
    },
  },
  // They put other content in the place of what is there.
  'read-tree replace': { lenient: true, always: ['discard'] },
  ['merge cherry-pick revert rerere notes pack-refs write-tree commit-tree mktag mktree ' +
  'update-index symbolic-ref repack commit-graph multi-pack-index bugreport ' +
  'sparse-checkout update-server-info index-pack pack-objects unpack-objects diagnose']: {
    lenient: true,
    always: ['work'],
    options: {
      value: '-m --message -X --strategy-option -s --strategy -S? --gpg-sign? --cleanup',
      read: '-F --file',
    },
  },
  rebase: {
    lenient: true,
    always: ['work'],
    options: {
      value: '--onto -s --strategy -X --strategy-option -C --whitespace -S? --gpg-sign?',
      script: '-x --exec',
    },
  },
  branch: {
    lenient: true,
    always: ['work'],
    options: {
      value: '-u --set-upstream-to --sort --format --points-at',
      flag: '-d --delete -m --move -c --copy --list -l -a -r -v --contains? --merged? --no-merged?',
    },
    modes: [
      { when: '-D -M -C -f --force', always: ['discard'] },
      {
        when: '-a --all -r --remotes -v --list -l --show-current --contains --merged --no-merged',
        always: ['look'],
      },
    ],
  },
  tag: {
    lenient: true,
    always: ['work'],
    options: { value: '-m --message -u --local-user --sort --format', read: '-F --file' },
    modes: [
      { when: '-d --delete -f --force', always: ['discard'] },
      { when: '-l --list', always: ['look'] },
    ],
  },
  checkout: {
    lenient: true,
    options: {
      value: '-b -B --orphan --conflict',
      flag: '-f --force -t --track? --detach -d -p --patch -m --merge -q --ours --theirs',
      read: '--pathspec-from-file',
    },
    read: readGitCheckout,
  },
  switch: {
    lenient: true,
    always: ['work'],
    options: { value: '-c -C --create --force-create --orphan --conflict' },
    modes: [{ when: '-f --force --discard-changes', always: ['discard'] }],
  },
  restore: {
    lenient: true,
    always: ['work'],
    options: {
      value: '-s --source --conflict',
      flag: '-W --worktree -S --staged -p --patch',
      read: '--pathspec-from-file',
    },
    read: readGitRestore,
    modes: [
      { when: '-W --worktree', read: readGitRestore },
      { when: '-S --staged', read: looksAtNothing },
    ],
  },
  reset: {
    lenient: true,
    always: ['work'],
    options: { flag: '--soft --mixed --keep --patch', read: '--pathspec-from-file' },
    modes: [{ when: '--hard --merge', always: ['discard'] }],
  },
  clean: {
    options: {
      flag: '-d -f -i -n -q -x -X --force --interactive --dry-run --quiet',
      value: '-e --exclude',
    },
    operands: ['deleteTree'],
    none: 'deleteTree',
    modes: [{ when: '-n --dry-run', operands: ['value'], none: 'read' }],
  },
  rm: {
    options: {
      flag: '-f -n -r -q --force --dry-run --cached --ignore-unmatch --sparse --quiet',
      read: '--pathspec-from-file',
    },
    always: ['work'],
    operands: ['delete'],
    modes: [
      { when: '--cached -n --dry-run', operands: ['value'] },
      { when: '-r', operands: ['deleteTree'] },
    ],
  },
  mv: {
    options: { flag: '-f -k -n -v --force --dry-run --verbose --sparse' },
    always: ['work'],
    read: readMove,
  },
  stash: {
    options: {
      flag:
        '-u -k -p -S -a -q --include-untracked --keep-index --no-keep-index --patch --staged --all ' +
        '--quiet',
      value: '-m --message',
      read: '--pathspec-from-file',
    },
    subs: {
      'push save create store pop apply branch export import': {
        ...WORK,
        options: { value: '-m --message' },
      },
      'list show': LOOK,
      'drop clear': LOSE,
    },
    bare: WORK,
  },
  fetch: { lenient: true, options: FETCH_OPTIONS, read: readGitFetch },
  pull: { lenient: true, options: FETCH_OPTIONS, read: readGitFetch },
  push: {
    lenient: true,
    options: {
      flag:
        '-f --force --force-with-lease? --force-if-includes --mirror -d --delete --prune -n --dry-run ' +
        '-u --set-upstream --tags --all --branches',
      value: '-o --push-option --repo --recurse-submodules',
      run: '--receive-pack --exec',
    },
    read: readGitPush,
  },
  'ls-remote': {
    lenient: true,
    options: { run: '--upload-pack --exec', value: '--sort -o --server-option' },
    read: readLsRemote,
  },
  clone: {
    lenient: true,
    options: {
      value:
        '-o --origin -b --branch --depth --shallow-since --shallow-exclude -j --jobs --filter -c ' +
        '--config --server-option --bundle-uri --revision --recurse-submodules? --recursive?',
      readTree: '--reference --reference-if-able',
      writeTree: '--separate-git-dir',
      run: '-u --upload-pack --template',
    },
    read: readGitClone,
  },
  remote: {
    options: { flag: '-v --verbose' },
    subs: {
      'show get-url': LOOK,
      'update prune': { lenient: true, read: readGitFetch },
      'add set-url rename remove rm set-head set-branches': {
        lenient: true,
        read: writeRepositorySettings,
      },
    },
    bare: LOOK,
  },
  config: {
    lenient: true,
    options: {
      flag:
        '--get --get-all --get-regexp --get-urlmatch --get-color --list -l --unset --unset-all --add ' +
        '--replace-all --remove-section --global --system --local --worktree -e --edit',
      value: '-f --file --type --default --blob',
    },
    read: readGitConfig,
  },
  submodule: {
    options: { flag: '-q --quiet --cached' },
    subs: {
      'status summary': LOOK,
      'init sync absorbgitdirs set-branch': WORK,
      deinit: LOSE,
      update: { lenient: true, read: readSubmoduleUpdate },
      'add set-url': {
        lenient: true,
        options: { value: '-b --branch --name --depth' },
        read: readGitClone,
      },
      foreach: { stop: true, options: { flag: '--recursive -q --quiet' }, read: readForeach },
    },
    bare: LOOK,
  },
  worktree: {
    subs: {
      list: LOOK,
      add: {
        lenient: true,
        options: { value: '-b -B --reason', flag: '-f --force' },
        always: ['work'],
        operands: ['writeTree', 'value'],
      },
      remove: { lenient: true, operands: ['deleteTree'] },
      move: { lenient: true, operands: ['editTree', 'writeTree'] },
      'lock unlock prune repair': WORK,
    },
  },
  bisect: {
    subs: {
      run: { stop: true, read: readBisectRun },
      'start good bad old new skip reset terms replay': WORK,
      'log visualize view': LOOK,
    },
  },
  'filter-branch filter-repo': { lenient: true, always: ['discard', 'execute'] },
  gc: { ...WORK, modes: [{ when: '--prune', always: ['discard'] }], options: { flag: '--prune?' } },
  prune: LOSE,
  reflog: { subs: { 'expire delete': LOSE, 'show list exists': LOOK }, bare: LOOK, other: LOOK },
  maintenance: { subs: { run: WORK } },
  'update-ref': {
    options: { flag: '-d --no-deref --create-reflog -z', value: '-m', refuse: '--stdin' },
    always: ['discard'],
  },
  archive: {
    lenient: true,
    options: {
      write: '-o --output',
      value: '--remote --format --prefix',
      run: '--exec',
      read: '--add-file',
    },
    read: readArchive,
  },
  bundle: {
    subs: {
      create: { lenient: true, operands: ['write', 'value'], always: ['look'] },
      'verify list-heads unbundle': {
        lenient: true,
        operands: ['read', 'value'],
        always: ['work'],
      },
    },
  },
  'format-patch': {
    lenient: true,
    always: ['work'],
    options: { writeTree: '-o --output-directory', write: '--output' },
    modes: [{ when: '--stdout', always: ['look'] }],
  },
  am: {
    lenient: true,
    options: { flag: '--continue --abort --skip --quit -3', value: '-p -C --directory' },
    read: readApply,
  },
  apply: {
    lenient: true,
    options: {
      flag: '--check --stat --numstat --summary --cached -R --reverse -3 --3way --index --reject',
      value: '-p -C --exclude --include --directory --whitespace',
      write: '--build-fake-ancestor',
    },
    read: readApply,
  },
  init: {
    lenient: true,
    options: {
      value: '-b --initial-branch --object-format --ref-format --shared?',
      run: '--template',
      writeTree: '--separate-git-dir',
    },
    operands: ['writeTree'],
    always: ['work'],
  },
  'hash-object': { lenient: true, operands: ['read'], options: { value: '-t --path' } },
  'merge-file': { lenient: true, operands: ['edit', 'read'] },
  'checkout-index': LOSE,
  'interpret-trailers': { lenient: true, operands: ['edit'] },
  lfs: {
    subs: {
      'ls-files status env locks version logs': LOOK,
      'track untrack checkout fsck post-checkout': WORK,
      'pull fetch push clone': { lenient: true, read: readLfsTransfer },
      prune: LOSE,
    },
  },
};

/** Git. `difftool`, `mergetool`, `send-email`, `credential` and servers are left unknown. */
export const GIT: Row = {
  about:
    'reads and writes the repository; talks to remotes; loses work by `reset --hard`, `clean`, ' +
    '`restore`, `push --force` and the like; runs what settings given with it name',
  options: {
    flag:
      '-p --paginate -P --no-pager --bare --no-replace-objects --literal-pathspecs --glob-pathspecs ' +
      '--noglob-pathspecs --icase-pathspecs --no-optional-locks --no-lazy-fetch --html-path ' +
      '--man-path --info-path --no-advice --exec-path',
    value: '-c --namespace --git-dir',
    folder: '-C --work-tree',
    runs: '--config-env? --exec-path?',
  },
  apart: true,
  subs: SUBS,
  other: { raw: true, read: readGitAlias },
  read: readGitOptions,
};
