/** What keeps a promise: a system, a person, an approval, a meeting, a message or an outside fact. */
export type StepKind = 'action' | 'task' | 'approval' | 'meeting' | 'message' | 'wait';
