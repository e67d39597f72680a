export type { CommandContext } from './model/context.ts';
export type {
  CommandReading,
  Effect,
  EffectKind,
  Obscurity,
  Place,
  RunWords,
} from './model/effect.ts';
export type { Invocation, Nested, ProgramReading, ReadProgram, Word } from './model/invocation.ts';
export { KNOWN_PROGRAMS } from './programs/known-programs.ts';
export { readProgram } from './programs/read-program.ts';
export type { Row, Rows, Spec, Theme } from './programs/row.ts';
export { readCommand } from './read-command.ts';
export { readCmd } from './cmd/read-cmd.ts';
export { classifyHost, type HostClass } from './http/classify-host.ts';
export { readHttpCall, type HttpCall, type HttpReading } from './http/read-http-call.ts';
export { readPowerShell } from './powershell/read-power-shell.ts';
export type { SqlDialect } from './sql/dialect.ts';
export { readSql } from './sql/read-sql.ts';
export { sqlEffects } from './sql/sql-effects.ts';
export type { SqlAccess, SqlKind, SqlReading, SqlStatement, SqlTable } from './sql/sql-reading.ts';
export type { ReadScript } from './windows/gatherer.ts';
