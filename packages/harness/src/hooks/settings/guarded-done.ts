/**
 * What a guarded hook ends with instead of 0. The runtime inside the executable can be told by its
 * environment to run something else, to print its version or to end early, all with a status of 0:
 * only an exit that nothing but the gate makes lets a call run.
 */
export const GUARDED_DONE = 42;
