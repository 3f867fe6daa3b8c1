/**
 * The currencies of ISO 4217, list one, as of 1 January 2026, by the number of their decimal places. Codes without minor
 * units (metals, XDR, XXX, XTS and the like) are no currencies in which anything is invoiced, and are not here. A table of
 * our own, since `Intl` has CLDR's places, which differ (IQD: 0 there, 3 in ISO 4217), and keeps codes that were withdrawn.
 */
const CODES_BY_PLACES: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const PLACES: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_PLACES).flatMap(([places, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(places)]),
  ),
);

/** Every code in which something can be invoiced. */
export const CURRENCIES: readonly string[] = [...PLACES.keys()].sort();

export function isCurrency(code: string): boolean {
  return PLACES.has(code);
}

/** How many decimal places amounts of a currency have. @throws RangeError when the code is no currency of ISO 4217 */
export function placesOf(currency: string): number {
  const places = PLACES.get(currency);
  if (places === undefined) {
    throw new RangeError(`${currency} is no currency of ISO 4217`);
  }
  return places;
}
