/** Name of the configuration in the folder that holds `fixtures/`. */
export const CONFIG_FILE = 'gait.yaml';

/** Where new content waits until all of it is there; beside `gait.yaml`. */
export const PENDING_FOLDER = '.gait-regress.pending';
