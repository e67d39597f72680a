declare const GAIT_BUILD_VERSION: string | undefined;

/** What this build calls itself: set in place when the executable is built, else a development version. */
export const VERSION: string =
  typeof GAIT_BUILD_VERSION === 'string' ? GAIT_BUILD_VERSION : '0.0.0-dev';
