import type { Word } from '../../model/invocation.ts';
import { addExecute, addPath, addService, type Call, type Draft } from '../draft.ts';
import { dropStart } from '../read-words.ts';
import type { Reader, Spec } from '../row.ts';

type Kind = 'read' | 'write' | 'delete' | 'execute';

/** Services whose client has another name. */
const SERVICES: Readonly<Record<string, string>> = {
  az: 'azure',
  fly: 'flyctl',
  k9s: 'kubernetes',
  kind: 'kubernetes',
  minikube: 'kubernetes',
};
/** More words of a name than this say nothing more. */
const MOST_WORDS = 3;

/** What a client's words name, as one text. */
export function nameOfWords(words: readonly Word[]): string {
  return words
    .slice(0, MOST_WORDS)
    .map(({ value, prefix }) => value ?? `${prefix}?`)
    .join('/');
}

/** A reader for one verb of a service; the operands are what it is about. */
export function useService(service: string, kind: Kind, operation: string): Reader {
  return ({ draft, words }: Call) =>
    addService(draft, kind, service, nameOfWords(words.operands), operation);
}

/** Subcommands that are verbs of a service: each name becomes the operation. */
export function verbs(
  service: string,
  kind: Kind,
  names: string,
  more: Spec = {},
): Record<string, Spec> {
  const found: Record<string, Spec> = {};
  for (const name of names.split(' ')) {
    found[name] = { lenient: true, ...more, read: useService(service, kind, name) };
  }
  return found;
}

/** Groups of gcloud with the name of a verb. */
const GROUPS: ReadonlySet<string> = new Set(['run', 'deploy', 'scheduler', 'source', 'access']);

const READS =
  /^(?:dev|get|list|ls|describe|show|view|info|status|logs?|tail|head|lookup|search|query|scan|wait|check|validate|estimate|history|diff|whoami|version|help|test|explain|top|events?|outputs?|inspect|ps|images?|browse|select|can-i|env|metrics|batch-get|list-.*|get-.*|describe-.*|show-.*|head-.*|lookup-.*|search-.*|batch-get-.*|preview|current|read|count|print|export|exists|check-.*|validate-.*|test-.*)$/;
const DELETES =
  /^(?:delete|rm|rb|remove|destroy|terminate|purge|drop|reset|revoke|deregister|undeploy|uninstall|disable|cancel|stop|kill|wipe|flush|down|clean|fresh|erase|truncate|rollback|drop-.*|rollback-.*|prune|clear|abort|drain|delete-.*|remove-.*|terminate-.*|deregister-.*|purge-.*|revoke-.*|destroy-.*|disable-.*|batch-delete-.*|cancel-.*|stop-.*|reset-.*|schedule-key-deletion|.*:destroy|.*:delete|.*:remove|.*:reset|.*:unset|apps:destroy)$/;
const SECRETS =
  /^(?:secrets?|get-secret-value|get-session-token|get-login-password|get-credentials|get-access-token|print-access-token|print-identity-token|get-password-data|get-parameters?|get-parameters-by-path|create-access-key|assume-role|export-credentials|get-federation-token|decrypt|access-token|credentials|config:get|secretsmanager|ssm-parameters|keyvault|kv|auth-token|token|connection-string|list-keys|keys|access)$/;
const WRITES =
  /^(?:create|update|set|put|apply|deploy|up|start|run|add|cp|mv|sync|push|publish|modify|enable|attach|import|scale|restart|invoke|send|execute|exec|ssh|promote|rollback|link|login|install|upload|migrate|patch|replace|submit|mb|website|presign|create-.*|update-.*|put-.*|modify-.*|run-.*|start-.*|send-.*|attach-.*|invoke-.*|execute-.*|add-.*|set-.*)$/;

/**
 * A client, by its own name, whose verbs follow a naming convention. The strictest of its words decides: a value
 * that looks like a verb makes it stricter, never milder.
 */
export function readByConvention({ draft, words }: Call): void {
  const { program } = draft.invocation;
  // Alone they deploy the folder.
  if (words.operands.length === 0 && ['vercel', 'now'].includes(program))
    return addService(draft, 'write', program, '', 'deploy');
  classify(draft, SERVICES[draft.invocation.program] ?? draft.invocation.program, words.operands);
}

function classify(draft: Draft, service: string, operands: readonly Word[]): void {
  for (const word of operands) {
    const scheme = /^fileb?:\/\//.exec(word.prefix)?.[0] ?? '';
    if (/^\.{0,2}\//.test(word.prefix) || scheme !== '')
      addPath(draft, 'read', dropStart(word, scheme.length), 'tree');
  }
  const grouped = service === 'gcloud' && GROUPS.has(operands[0]?.value ?? '');
  const texts = operands.slice(grouped ? 1 : 0).map(({ value }) => value);
  if (
    texts.includes(undefined) &&
    !texts.some((text) => text !== undefined && DELETES.test(text))
  ) {
    addExecute(draft);
    return;
  }
  const known = texts.filter((text): text is string => text !== undefined && text.length < 80);
  const find = (pattern: RegExp): string | undefined => known.find((text) => pattern.test(text));
  const removed = find(DELETES);
  const name = nameOfWords(operands);
  if (removed !== undefined) return addService(draft, 'delete', service, name, removed);
  const written = find(WRITES);
  const secret = find(SECRETS);
  if (secret !== undefined && (written === undefined || written === secret)) {
    return addService(draft, 'read', service, name, 'secret');
  }
  if (written !== undefined) return addService(draft, 'write', service, name, written);
  const read = find(READS);
  if (read !== undefined) return addService(draft, 'read', service, name, read);
  if (known.length > 0) addService(draft, 'write', service, name, known.at(-1) ?? '');
}
