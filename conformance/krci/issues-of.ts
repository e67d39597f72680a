import type { CaseIssue } from './krci-case.ts';

interface AnsweredFinding {
  readonly code: string;
  readonly severity: string;
  readonly file: string;
  readonly agent?: string;
  readonly agents?: readonly string[];
  readonly pointer?: string;
  readonly about?: readonly string[];
}

/** The JSON answer of `validate`. */
export interface Answer {
  readonly findings?: readonly AnsweredFinding[];
  readonly counts?: Readonly<Record<string, number>>;
}

/** Findings in the terms of the vectors: one for each agent and task where theirs are. */
export function issuesOf(answer: Answer, errorsOnly: boolean): readonly CaseIssue[] {
  return (answer.findings ?? [])
    .filter(({ severity }) => !errorsOnly || severity === 'error')
    .flatMap(toIssues);
}

function toIssues(finding: AnsweredFinding): readonly CaseIssue[] {
  const {
    code,
    file,
    agent,
    agents = agent === undefined ? [] : [agent],
    pointer,
    about,
  } = finding;
  if (code.startsWith('schema_')) {
    return [{ kind: 'schema', path: file, ...(pointer === undefined ? {} : { pointer }) }];
  }
  if (code.startsWith('missing_')) {
    const task = file.replace(/^.*\//, '').replace(/\.md$/, '');
    const [path = ''] = about ?? [];
    return agents.map((name) => ({ kind: code, path, agent: name, task }));
  }
  if (code.startsWith('tag_'))
    return [{ kind: code, path: file, ...(about?.[0] === undefined ? {} : { tag: about[0] }) }];
  if (code === 'cycle') return [{ kind: code, path: file, nodes: about ?? [] }];
  return [{ kind: code, path: file }];
}
