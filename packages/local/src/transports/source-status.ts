import { CodedError } from '@gait/canon';
import type { BoundedAnswer } from './bounded-fetch.ts';

/** The error for an answer that is none of the expected. */
export function statusError({ status, url }: BoundedAnswer, what: string): CodedError {
  if (status === 404 || status === 410) {
    return new CodedError('pack_not_found', `${url.host} has no ${what}`, {
      hint: 'check name, version and digest',
    });
  }
  if (status === 401 || status === 403) {
    return new CodedError(
      'pack_source_denied',
      `${url.host} does not give us ${what} (${status})`,
      {
        hint: `log in: docker login ${url.host}, or a credential helper; see docs/guides/packs.md`,
      },
    );
  }
  return new CodedError('pack_source_unreachable', `${url.host} answered ${status} for ${what}`, {
    hint: 'run the command again later',
  });
}
