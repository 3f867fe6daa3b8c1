// Everything that judges a mutant, as one test file: loading the modules once is most of the time that a mutant takes.
import './clock/engine.test';
import './clock/explanation.test';
import './clock/icalendar.test';
import './clock/malformed-cases.test';
import './clock/naive-comparison.test';
import './clock/sla-cases.test';
import './clock/unseen-cases.test';
