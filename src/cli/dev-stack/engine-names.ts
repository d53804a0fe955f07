/** The real servers of the distributed form that can be started beside the stack. */
export const ENGINES = ['kafka', 'elasticsearch', 'cassandra'] as const;
export type EngineName = (typeof ENGINES)[number];
