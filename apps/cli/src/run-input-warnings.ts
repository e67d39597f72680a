import { CodedError, findNearest } from '@gait/canon';
import type { RunInputRemark, StrayField } from '@gait/evidence';

/** More kinds of unknown fields than this are counted, not named. */
const MOST_NAMED = 20;

/** Sentences about fields that were not recorded; the same field of many records is one sentence. */
export function strayFieldWarnings(strays: readonly StrayField[]): readonly string[] {
  const kinds = new Map<string, { readonly first: StrayField; count: number }>();
  for (const stray of strays) {
    const kind = stray.path.replaceAll(/\[\d+\]/gu, '[]');
    const seen = kinds.get(kind);
    if (seen === undefined) kinds.set(kind, { first: stray, count: 1 });
    else seen.count++;
  }
  const sentences = [...kinds.values()]
    .slice(0, MOST_NAMED)
    .map(({ first, count }) => straySentence(first, count - 1));
  const rest = kinds.size - sentences.length;
  return rest > 0 ? [...sentences, `${rest} more unknown fields are not recorded`] : sentences;
}

function straySentence({ path, known }: StrayField, more: number): string {
  const nearest = meantField({ path, known });
  const guess = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${short(path)} is not a known field and is not recorded${others(more)}${guess}`;
}

/** Names that other recorders give to these fields. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  args: ['arguments', 'input', 'inputs', 'params', 'parameters', 'payload', 'kwargs'],
  intent_id: ['id', 'callid', 'toolcallid', 'requestid'],
  intents: ['calls', 'toolcalls', 'requests', 'actions'],
  result: ['output', 'outputs', 'response', 'return', 'returned', 'value', 'content', 'data'],
  results: ['outputs', 'responses', 'answers'],
  status: ['state', 'outcome', 'ok', 'success'],
  tool_name: ['name', 'function', 'action', 'command'],
};

/** The field that a stray one was probably meant to be; undefined when none is near. */
function meantField({ path, known }: StrayField): string | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const bare = name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  return (
    findNearest(name, known) ??
    known.find((field) => SYNONYMS[field]?.includes(bare) === true) ??
    known.find((field) => sharesWord(field, name))
  );
}

/** The same refusal; where a record lacks what a field beside it was meant to be, its hint says so. */
export function explainRefusal(error: CodedError, strays: readonly StrayField[]): CodedError {
  const record = /^(?:intents|results)\[\d+\](?=\.)/u.exec(error.where.field ?? '')?.[0];
  if (error.code !== 'run_digest_missing' || record === undefined) return error;
  const wanted = record.startsWith('intents') ? 'args' : 'result';
  const stray = strays.find(
    (one) => one.path.startsWith(`${record}.`) && meantField(one)?.startsWith(wanted) === true,
  );
  if (stray === undefined) return error;
  return new CodedError(error.code, error.message, {
    hint: `${short(stray.path)} is not a known field; did you mean ${wanted}?`,
    where: error.where,
    cause: error,
  });
}

/** `tool` and `toolName` are near to `tool_name` though many letters differ. */
function sharesWord(field: string, name: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
  const [left, right] = [bare(field), bare(name)];
  return right.length >= 3 && (left.startsWith(right) || right.startsWith(left));
}

/** Sentences about what is legal and probably not meant. */
export function remarkWarnings(remarks: readonly RunInputRemark[]): readonly string[] {
  return remarks.map(({ code, path, intentId, more }) => {
    const id = JSON.stringify(short(intentId));
    switch (code) {
      case 'no_calls':
        return 'the run has no calls: intents is empty';
      case 'runtime_unnamed':
        return 'run.env.runtime is missing, and the run will say "go" as the reference does: name what ran the agent';
      case 'tool_unnamed':
        return `${path} is empty: nobody can see which tool was called${others(more)}`;
      case 'result_unasked':
        return `${path} is ${id}, and no intent has that id${others(more)}`;
      case 'intent_repeated':
        return `${path} is ${id}, which is used before${others(more)}`;
    }
  });
}

function others(more: number): string {
  return more === 0 ? '' : ` (and ${more} more)`;
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
