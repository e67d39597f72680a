export type { CommandContext } from './model/context.ts';
export type { CommandReading, Effect, EffectKind, Obscurity, Place } from './model/effect.ts';
export type { Invocation, Nested, ProgramReading, ReadProgram, Word } from './model/invocation.ts';
export { readCommand } from './read-command.ts';
