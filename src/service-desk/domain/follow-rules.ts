/** What becomes of what belongs to an engagement when that is put on hold, resumed or cancelled. */
export interface FollowRules {
  /** `pause`: its clocks and ladders stand still until the engagement is resumed. */
  hold: 'pause' | 'goOn';
  /** `goOn`: what stood still goes on with what was left; `restart`: it is counted anew from then on. */
  resume: 'goOn' | 'restart';
  /** `withdraw`: what is open ends as withdrawn. */
  cancel: 'withdraw' | 'goOn';
}
