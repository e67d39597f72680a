import { CodedError, type Where } from '@gait/canon';

/** Who says what tools do, by normalised name, so that nobody has to guess it from the name. */
export interface ToolTables {
  /** Whoever set the gate up: the endpoint class of targets that name none. */
  readonly toolClasses?: ReadonlyMap<string, string> | undefined;
  /**
   * The policy: the class of targets that name neither class nor an operation that says one; and
   * what its tools destroy is destructive whatever a target says. Where a target says something
   * else the call is read in both ways (`readingsByTable`).
   */
  readonly policyClasses?: ReadonlyMap<string, string> | undefined;
}

/** Nobody says anything. */
export const NO_TABLES: ToolTables = Object.freeze({});

/**
 * Refuses tables that say different things of one tool: nobody can tell which of both somebody
 * relies on, and no class is stricter than another under every policy.
 *
 * @throws CodedError `tool_classes_conflict`
 */
export function refuseConflict({ toolClasses, policyClasses }: ToolTables, where: Where): void {
  if (toolClasses === undefined || policyClasses === undefined) return;
  for (const [tool, held] of policyClasses) {
    const listed = toolClasses.get(tool);
    if (listed === undefined || listed === held) continue;
    throw new CodedError(
      'tool_classes_conflict',
      `${tool} is ${held} by the policy, and ${listed} by the table of tool classes beside it`,
      {
        hint: 'keep one: take the tool out of the file, or out of tool_classes of the policy',
        where: { ...where, field: `tool_classes.${tool}` },
      },
    );
  }
}
