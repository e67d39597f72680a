import { addPath, addService, type Call } from '../draft.ts';
import { hasOption } from '../read-words.ts';
import { nameOfWords, readByConvention } from './use-service.ts';

/** `aws`: `s3` moves files between here and there, the rest follows the naming of its verbs. */
export function readAws(call: Call): void {
  const { draft, words } = call;
  const [service, verb, ...rest] = words.operands;
  if (service?.value === 'configure' && /^(?:get|export-credentials)$/.test(verb?.value ?? '')) {
    return addService(draft, 'read', 'aws', nameOfWords(rest), 'secret');
  }
  if (service?.value !== 's3' || verb?.value === undefined) return readByConvention(call);
  const name = nameOfWords(rest);
  const operation = verb.value;
  const reach = hasOption(words, '--recursive') || operation === 'sync' ? 'tree' : 'file';
  if (operation === 'ls') return addService(draft, 'read', 'aws', name, 'ls');
  if (operation === 'rm' || operation === 'rb') {
    return addService(draft, 'delete', 'aws', name, operation);
  }
  rest.forEach((word, index) => {
    const last = index > 0 && index === rest.length - 1;
    if (word.prefix.startsWith('s3://')) {
      addService(
        draft,
        last || operation === 'mb' ? 'write' : 'read',
        'aws',
        word.prefix,
        operation,
      );
      if (!last && operation === 'mv') addService(draft, 'delete', 'aws', word.prefix, operation);
    } else {
      addPath(draft, last ? 'write' : 'read', word, reach);
      if (!last && operation === 'mv') addPath(draft, 'delete', word, reach);
    }
  });
  if (hasOption(words, '--delete')) addService(draft, 'delete', 'aws', name, 'sync');
}
