import { isKnown } from '../marks.ts';
import { addEffect, addFileEffect, addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { readLeading } from './options.ts';

/** `ssh HOST COMMAND`: another machine, and what runs there. */
export const readSsh: ReadCall = ({ run, args, state }) => {
  run.programs.add('ssh');
  const leading = readLeading(
    args,
    '-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -P',
  );
  const [target, ...command] = leading.rest;
  if (leading.doubtful) addObscurity(run, 'code_unknown');
  for (const { name, value } of leading.options) {
    if (name === '-i' || name === '-F') addFileEffect(run, state, 'read', value ?? '', 'ssh');
    if (name === '-E') addFileEffect(run, state, 'write', value ?? '', 'ssh');
    // Settings that start programs on this machine.
    const starts =
      name === '-F' ||
      /(?:ProxyCommand|LocalCommand|KnownHostsCommand|PKCS11|SecurityKey|Include|Match)/i.test(
        value ?? '',
      );
    if (starts && (name === '-o' || name === '-F')) addObscurity(run, 'code_unknown');
  }
  if (target === undefined) return endBoth(state, undefined);
  const host = target
    .replace(/^ssh:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/[:/].*$/, '');
  const place = { kind: 'host', host: isKnown(host) ? host : '*', method: 'connect' } as const;
  addEffect(run, { kind: 'network', place, program: 'ssh', destructive: false });
  if (
    command.length > 0 ||
    !leading.options.some(({ name }) => name === '-N' || name === '-V' || name === '-G')
  ) {
    addProgramEffect(run, 'execute', 'ssh');
  }
  return endBoth(state, undefined);
};
