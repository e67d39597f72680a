import { PIPE } from '../input.ts';
import { isKnown, UNKNOWN } from '../marks.ts';
import { addFileEffect, addObscurity } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { runShellText, childState } from '../walk/run-text.ts';
import { hasOption, readLeading, valueOf } from './options.ts';

const VALUED =
  '-a -d -E -I -L -n -P -s --arg-file --delimiter --eof --max-lines --max-args --max-procs --max-chars --process-slot-var -J -R -S';

/** `xargs PROGRAM …`: what it reads becomes further words. */
export const readXargs: ReadCall = (call) => {
  const { run, args, state, io } = call;
  run.programs.add('xargs');
  const leading = readLeading(args, VALUED);
  if (leading.doubtful) addObscurity(run, 'program_unknown');
  const file = valueOf(leading, '-a', '--arg-file');
  if (file !== undefined) addFileEffect(run, state, 'read', file, 'xargs');
  const words = leading.rest.length === 0 ? ['echo'] : leading.rest;
  const replaced =
    args.find((arg) => /^-i./.test(arg))?.slice(2) ??
    valueOf(leading, '-I', '-J', '--replace') ??
    (hasOption(leading, '-i', '--replace') ? '{}' : undefined);
  const inner = { ...io, input: PIPE };
  const whole = hasOption(leading, '-0', '--null');
  const lines =
    replaced !== undefined || hasOption(leading, '-L', '-d', '--delimiter', '--max-lines');
  const added =
    file === undefined ? readWords(call, whole ? 'whole' : lines ? 'lines' : 'words') : [UNKNOWN];
  if (replaced === undefined) {
    runFields(run, [...words, ...added], state, inner, ONLY_PROGRAMS);
    // Without any input it runs once all the same.
    if (added[0] === UNKNOWN)
      runFields(run, words, { ...state, perhaps: true }, inner, ONLY_PROGRAMS);
  } else {
    for (const text of added) {
      const filled = words.map((word) =>
        replaced === '' ? UNKNOWN : word.replaceAll(replaced, () => text),
      );
      runFields(run, filled, state, inner, ONLY_PROGRAMS);
    }
  }
  return endBoth(state, undefined);
};

/** The words that come through the pipe, where they are known. */
function readWords(
  { io }: ShellCall,
  unit: 'words' | 'lines' | 'whole' = 'words',
): readonly string[] {
  if (io.input.kind !== 'text') return [UNKNOWN];
  const { text } = io.input;
  if (unit === 'whole') return text.includes('\0') ? [UNKNOWN] : [text.replace(/\n$/, '')];
  // Quotes and backslashes have a meaning of their own here.
  if (/['"\\\0]/.test(text) || text.length > 4096) return [UNKNOWN];
  const words = text.split(unit === 'lines' ? /\n\s*/ : /\s+/).filter(Boolean);
  return words.length === 0 || words.length > 100 ? [UNKNOWN] : words;
}

/** GNU parallel: every line is a command when no program is named; its words pass through a shell. */
export const readParallel: ReadCall = (call) => {
  const { run, args, state } = call;
  run.programs.add('parallel');
  const leading = readLeading(
    args,
    '-j -P -n -N -L -a -I -d -S -E --jobs --max-args --arg-file --delay --timeout --joblog --results --colsep --tmpdir --workdir --sshlogin --retries --load --memfree --delimiter --max-procs --tagstring',
  );
  if (
    leading.doubtful ||
    hasOption(leading, '-S', '--sshlogin', '--sshloginfile', '--wd', '--workdir')
  ) {
    addObscurity(run, 'code_unknown');
  }
  const end = leading.rest.findIndex((word) => /^:::?:?\+?$/.test(word));
  const words = end < 0 ? leading.rest : leading.rest.slice(0, end);
  const values =
    end < 0
      ? readWords(call)
      : leading.rest.slice(end + 1).filter((word) => !word.startsWith(':::'));
  if (words.length === 0) {
    for (const value of values) {
      if (isKnown(value) && end >= 0)
        runShellText(run, value, childState(state), { input: PIPE, asked: true });
      else addObscurity(run, 'code_unknown');
    }
    return endBoth(state, undefined);
  }
  const text = words.join(' ');
  if (!isKnown(text)) addObscurity(run, 'code_unknown');
  else {
    // Values are quoted by it, so only the place that they take matters.
    const script = /\{[^}]*\}/.test(text)
      ? text.replaceAll(/\{[^}\s]*\}/g, '"$@"')
      : `${text} "$@"`;
    const inner = childState(state, values.includes(UNKNOWN) ? undefined : values.slice(0, 100));
    runShellText(run, script, inner, { input: PIPE, asked: true });
  }
  return endBoth(state, undefined);
};
