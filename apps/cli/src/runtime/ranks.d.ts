/** Packed ranks of an encoding: the build makes the file and names its path. */
declare module 'ranks:*' {
  const path: string;
  export default path;
}
