import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may use the page: whoever opened the one-time link, in that browser. */
export interface UiAccess {
  /** Path of the one-time link. */
  readonly linkPath: string;
  /**
   * Path that all pages stand below. Cookies do not know ports: without a path that nobody can guess,
   * the browser would hand ours to any other server on this machine, such as one that an agent started.
   */
  readonly base: string;
  /** Goes into every form; a page elsewhere cannot know it. */
  readonly formToken: string;
  /** Uses the link up. @returns the cookie to set; undefined: wrong, used or too old */
  readonly open: (path: string) => string | undefined;
  /** True when the cookies of a request hold the session's. */
  readonly admits: (cookies: string | null) => boolean;
  readonly knowsForm: (token: string) => boolean;
}

/** The world that secrets and times come from. */
export interface AccessWorld {
  readonly now: () => bigint;
  readonly randomBytes: (count: number) => Uint8Array;
}

const LINK_NANOS = 5n * 60n * 1_000_000_000n;
const SESSION_NANOS = 12n * 3600n * 1_000_000_000n;
const SECRET_BYTES = 32;

/** Makes the secrets of one run of the page. They live in this process alone. */
export function createAccess({ now, randomBytes }: AccessWorld): UiAccess {
  const secret = (): string => Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url');
  const [link, room, session, formToken] = [secret(), secret(), secret(), secret()];
  const base = `/s/${room}`;
  const cookie = `gait_ui_${Buffer.from(randomBytes(4)).toString('hex')}`;
  const made = now();
  let openedAt: bigint | undefined;
  return {
    linkPath: `/open/${link}`,
    base,
    formToken,
    open(path) {
      const isRight = isSame(path, `/open/${link}`);
      if (!isRight || openedAt !== undefined || now() - made > LINK_NANOS) return undefined;
      openedAt = now();
      return `${cookie}=${session}; Path=${base}; HttpOnly; SameSite=Strict`;
    },
    admits(cookies) {
      if (openedAt === undefined || now() - openedAt > SESSION_NANOS) return false;
      // Another server of this machine may set a cookie of the same name beside ours.
      return (cookies ?? '').split(';').some((pair) => isSame(pair.trim(), `${cookie}=${session}`));
    },
    knowsForm: (token) => isSame(token, formToken),
  };
}

/** Takes the same time wherever the texts differ. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
