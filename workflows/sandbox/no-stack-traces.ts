/**
 * Loaded before the SDK freezes what workflows share. The SDK asks for a stack trace at every promise that is made, to
 * show in its UI where a workflow waits; that takes half of a workflow's processor time, and a replay that takes longer
 * than its task may is begun again for ever.
 */
Error.stackTraceLimit = 0;
