export type { CommandContext } from './model/context.ts';
export type { CommandReading, Effect, EffectKind, Obscurity, Place } from './model/effect.ts';
export type { Invocation, Nested, ProgramReading, ReadProgram, Word } from './model/invocation.ts';
export { readCommand } from './read-command.ts';
export { KNOWN_PROGRAMS } from './programs/known-programs.ts';
export { readProgram } from './programs/read-program.ts';
export type { Row, Rows, Spec, Theme } from './programs/row.ts';
