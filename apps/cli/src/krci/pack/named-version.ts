import { CodedError } from '@gait/canon';

/** A pack in one version. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/** Reads `NAME@VERSION`. @throws CodedError `arguments_invalid` */
export function namedVersion(text: string): NamedVersion {
  const at = text.lastIndexOf('@');
  if (at > 0) return { name: text.slice(0, at), version: text.slice(at + 1) };
  throw new CodedError('arguments_invalid', `${JSON.stringify(text)} names no version`, {
    hint: 'write NAME@VERSION',
  });
}
