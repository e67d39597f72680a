import { CodedError, isDigestHex } from '@gait/canon';

/** Where a pack is, as a person or a lock writes it. */
export type PackAddress = FolderAddress | HttpsAddress | GitAddress | OciAddress;

export interface FolderAddress {
  readonly kind: 'folder';
  /** A folder with an unpacked pack, or a zip. */
  readonly path: string;
}

export interface HttpsAddress {
  readonly kind: 'https';
  /** Without credentials and fragment. */
  readonly url: URL;
  /** SHA-256 of the zip, from `#sha256:…`. */
  readonly archiveDigest?: string;
}

export interface GitAddress {
  readonly kind: 'git';
  /** `https://…`, `ssh://…` or `file://…`. */
  readonly url: URL;
  /** 40 or 64 hex digits. */
  readonly commit: string;
  /** Folder of the pack inside the repository; '' is its root. */
  readonly folder: string;
}

export interface OciAddress {
  readonly kind: 'oci';
  /** Host, and port if there is one. */
  readonly host: string;
  readonly repository: string;
  readonly tag?: string;
  /** SHA-256 of the image manifest, from `@sha256:…`. */
  readonly digest?: string;
}

const LONGEST = 2048;
/** Components of a repository's name: OCI distribution 1.1. */
const REPOSITORY =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const FOLDER_PART = /^[A-Za-z0-9_.][A-Za-z0-9_. -]*$/;

/**
 * Reads the address of a pack:
 * - `oci://registry.example/agents/finance:1.2.0`, `…@sha256:DIGEST`
 * - `git+https://host/repository.git#COMMIT`, `…#COMMIT:folder`, also `git+ssh` and `git+file`
 * - `https://host/finance-1.2.0.zip`, `…#sha256:DIGEST`
 * - anything without a scheme is a path
 *
 * Credentials in an address are refused: it is written into locks, logs and error messages.
 * Throws `pack_address_invalid`.
 */
export function parsePackAddress(text: string): PackAddress {
  if (text === '' || text.length > LONGEST || /[\u0000-\u001f\u007f]/u.test(text)) {
    throw invalid('an address has 1 to 2,048 printable characters');
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    // `git@host:x` and `ext::x` look like paths and mean something else to git.
    if (/^[^/\\]*::/.test(text)) throw invalid('there is no such kind of address');
    return { kind: 'folder', path: text };
  }
  if (scheme === 'oci') return parseOci(text.slice('oci://'.length));
  if (scheme === 'https' || scheme === 'http') return parseHttps(text);
  if (scheme.startsWith('git+')) return parseGit(text.slice('git+'.length));
  throw invalid(`packs do not come over ${scheme}`);
}

/**
 * An address as locks, records and messages may hold it: a query is for the server, and often holds
 * what gives access.
 */
export function addressToTell(text: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text) ? text.replace(/\?[^#]*/, '') : text;
}

/** The address without version, digest and query: what a lock keeps as the source. */
export function originOf(address: PackAddress): string {
  switch (address.kind) {
    case 'folder':
      return address.path;
    case 'https':
      return addressToTell(address.url.href);
    case 'git':
      return `git+${address.url.href}${address.folder === '' ? '' : `#:${address.folder}`}`;
    case 'oci':
      return `oci://${address.host}/${address.repository}`;
  }
}

function parseOci(rest: string): OciAddress {
  const slash = rest.indexOf('/');
  const host = rest.slice(0, Math.max(slash, 0));
  const [named = '', digest, ...more] = rest.slice(slash + 1).split('@');
  const [repository = '', tag, ...others] = named.split(':');
  if (slash <= 0 || !HOST.test(host) || more.length + others.length > 0) {
    throw invalid('an address of a registry is oci://HOST/REPOSITORY:TAG or …@sha256:DIGEST');
  }
  if (!REPOSITORY.test(repository) || repository.length > 255) {
    throw invalid(`${JSON.stringify(repository)} is no repository of a registry`);
  }
  if (tag !== undefined && !TAG.test(tag)) throw invalid(`${JSON.stringify(tag)} is no tag`);
  const hex = digest === undefined ? undefined : digestOf(digest);
  return {
    kind: 'oci',
    host: host.toLowerCase(),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(hex === undefined ? {} : { digest: hex }),
  };
}

function parseHttps(text: string): HttpsAddress {
  const url = readUrl(text);
  const digest = url.hash === '' ? undefined : digestOf(url.hash.slice(1));
  url.hash = '';
  return { kind: 'https', url, ...(digest === undefined ? {} : { archiveDigest: digest }) };
}

function parseGit(text: string): GitAddress {
  const url = readUrl(text, true);
  if (!['https:', 'http:', 'ssh:', 'file:'].includes(url.protocol)) {
    throw invalid('git is asked over https, ssh or file');
  }
  // git writes it into its messages.
  if (url.search !== '') throw invalid('the address of a git repository has no query');
  const [commit = '', folder = '', ...more] = decode(url.hash.slice(1)).split(':');
  url.hash = '';
  if (!COMMIT.test(commit)) {
    throw new CodedError(
      'pack_address_invalid',
      'a pack of a git repository is pinned to a commit',
      {
        hint: 'write …#COMMIT with the 40 digits that git rev-parse prints; a branch or tag can be moved',
      },
    );
  }
  const parts = folder === '' ? [] : folder.split('/');
  const plain = parts.every((part) => FOLDER_PART.test(part) && part !== '.' && part !== '..');
  if (more.length > 0 || !plain) throw invalid('the folder of a pack is a plain path');
  // git and ssh would read a name that begins with a dash as an option.
  if (/^-|\/-/u.test(decode(url.pathname)) || url.hostname.startsWith('-')) {
    throw invalid('no part of an address begins with a dash');
  }
  return { kind: 'git', url, commit, folder };
}

function readUrl(text: string, allowUser = false): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw invalid('it is no address');
  if (url.password !== '' || (url.username !== '' && !(allowUser && url.protocol === 'ssh:'))) {
    throw new CodedError('pack_address_invalid', 'an address holds no credentials', {
      hint: 'keep them in a credential helper; see docs/guides/packs.md',
    });
  }
  if (url.username.startsWith('-')) throw invalid('no part of an address begins with a dash');
  if (url.protocol !== 'file:' && url.hostname === '') throw invalid('the host is missing');
  return url;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('its %-signs cannot be read');
  }
}

function digestOf(text: string): string {
  const hex = text.startsWith('sha256:') ? text.slice('sha256:'.length) : '';
  if (isDigestHex(hex)) return hex;
  throw invalid('a digest is sha256: and 64 small hex digits');
}

function invalid(why: string): CodedError {
  return new CodedError('pack_address_invalid', `address of a pack: ${why}`, {
    hint: 'a path, https://…zip, git+https://…#COMMIT, or oci://HOST/REPOSITORY:TAG',
  });
}
