/** Folders in which the system, a person or a project's package manager keeps programs. */
const PROGRAM_FOLDER =
  /^(?:\/(?:usr\/|usr\/local\/|opt\/homebrew\/|opt\/local\/|snap\/)?s?bin|\/(?:nix|home|Users|root|opt)\/.*\/s?bin|.*\/(?:\.?venv|node_modules\/\.bin)(?:\/bin)?)$/;

/** Whether a program that was named with its folder (`/bin/sh`, `.venv/bin/python`) is the known one. */
export function isKnownCopy(path: string | undefined): boolean {
  if (path === undefined) return true;
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder.includes('..')) return false;
  return (
    PROGRAM_FOLDER.test(folder) || /^(?:\.\/)?(?:\.?venv\/bin|node_modules\/\.bin)$/.test(folder)
  );
}
