declare const GAIT_BUILD_VERSION: string | undefined;

/** What this build calls itself: set in place when the executable is built, else a development version. */
export const VERSION: string =
  typeof GAIT_BUILD_VERSION === 'string' ? GAIT_BUILD_VERSION : '0.0.0-dev';

declare const GAIT_BUILD_COMMIT: string | undefined;
declare const GAIT_BUILD_DATE: string | undefined;
declare const GAIT_BUILD_BY: string | undefined;

/** Where this build comes from; only a release says so. */
export const BUILD = {
  commit: typeof GAIT_BUILD_COMMIT === 'string' ? GAIT_BUILD_COMMIT : 'unknown',
  date: typeof GAIT_BUILD_DATE === 'string' ? GAIT_BUILD_DATE : 'unknown',
  builtBy: typeof GAIT_BUILD_BY === 'string' ? GAIT_BUILD_BY : 'source',
} as const;
