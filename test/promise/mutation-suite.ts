// Everything that judges a mutant, as one test file, the quickest first: loading the modules once and stopping at the
// first failure is what makes mutation tests bearable.
import './ladder/ladder.test';
import './ladder/moments.test';
import './ladder/terms.test';
import './ladder/transitions.test';
import './cases/sla-cases.test';
import './clock/intervals.test';
import './cases/unseen-cases.test';
import './calendar/icalendar.test';
import './calendar/meeting-time.test';
import './clock/edges.test';
import './clock/explained-edges.test';
import './calendar/zone.test';
import './clock/engine.test';
import './cases/malformed-cases.test';
import './clock/explanation.test';
import './clock/naive-comparison.test';
