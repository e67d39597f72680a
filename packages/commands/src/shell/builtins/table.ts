import { addObscurity } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { changeFolder, popFolder } from './change-folder.ts';
import { runAlias, runCommandBuiltin, runEval, runExec, runSource, runTrap } from './run-code.ts';
import { endShell, leaveLoop, leaveFunction } from './leave.ts';
import { print, printFormatted, testValues } from './print.ts';
import { readVariables, runLet, setOptions, shiftWords, unsetNames } from './variables.ts';
import { enableBuiltins, runHistory, runKill } from './shell-settings.ts';

const nothing: ReadCall = ({ state }) => endBoth(state);
const printsUnknown: ReadCall = ({ state }) => endBoth(state, undefined);

/** The builtins of the shell. Those that only speak to the shell itself have no effect. */
export const BUILTINS: Readonly<Record<string, ReadCall | undefined>> = Object.assign(
  Object.create(null) as Record<string, ReadCall>,
  {
    cd: changeFolder,
    chdir: changeFolder,
    pushd: changeFolder,
    popd: popFolder,
    eval: runEval,
    exec: runExec,
    command: runCommandBuiltin,
    builtin: runCommandBuiltin,
    nocorrect: runCommandBuiltin,
    noglob: runCommandBuiltin,
    source: runSource,
    '.': runSource,
    trap: runTrap,
    alias: runAlias,
    unalias: nothing,
    exit: endShell,
    logout: endShell,
    return: leaveFunction,
    break: leaveLoop,
    continue: leaveLoop,
    set: setOptions,
    shift: shiftWords,
    unset: unsetNames,
    read: readVariables,
    mapfile: readVariables,
    readarray: readVariables,
    getopts: readVariables,
    let: runLet,
    echo: print,
    printf: printFormatted,
    test: testValues,
    '[': testValues,
    pwd: print,
    true: ({ state }) => ({ ok: state, fail: undefined, jumps: [], out: '' }),
    ':': ({ state }) => ({ ok: state, fail: undefined, jumps: [], out: '' }),
    false: ({ state }) => ({ ok: undefined, fail: state, jumps: [], out: '' }),
    wait: nothing,
    disown: nothing,
    fg: nothing,
    bg: nothing,
    ulimit: printsUnknown,
    umask: printsUnknown,
    times: printsUnknown,
    jobs: printsUnknown,
    dirs: printsUnknown,
    type: printsUnknown,
    whence: printsUnknown,
    help: printsUnknown,
    caller: printsUnknown,
    complete: enableBuiltins,
    compgen: enableBuiltins,
    compopt: nothing,
    bind: enableBuiltins,
    enable: enableBuiltins,
    hash: enableBuiltins,
    shopt: enableBuiltins,
    setopt: enableBuiltins,
    unsetopt: nothing,
    kill: runKill,
    history: runHistory,
    fc: (call) => {
      addObscurity(call.run, 'code_unknown');
      return endBoth(call.state, undefined);
    },
    suspend: nothing,
  } satisfies Record<string, ReadCall>,
);
