/**
 * What the journal must not keep, by the name of an element, attribute or JSON key. Names are compared without case,
 * prefix, `_`, `-` and `.`, so one entry serves every contract: CardNumber, card_number, card-number.
 */
export type Sensitivity = 'value' | 'container' | 'context' | 'local';

/** Masked wherever it stands: the value itself, and all text inside when it has parts. */
const VALUES = `
  cardnumber plaintext cardholder cardholdername nameoncard ccnumber cccvc cccvv ccname ccexpirationdate cvv cvv2 cvc
  cvc2 cvn securitycode cardsecuritycode verificationcode seriescode expiredate expirydate expirationdate expiry
  expmonth expyear expirymonth expiryyear magneticstripe track1 track2 pan primaryaccountnumber
  iban bic bankacctnumber accountnumber
  password passwd pwd passphrase secret clientsecret token accesstoken refreshtoken clienttoken securitytoken
  binarysecuritytoken bearertoken apikey privatekey authorization nonce
  personname givenname middlename surname surnameprefix nameprefix namesuffix nametitle salutation firstname lastname
  familyname fullname guestname customername contactname bookername travellername travelername
  email emailaddress mail phone phonenumber telephone mobile mobilephone mobilenumber areacitycode fax faxnumber
  address addressline addressline1 addressline2 street streetnmbr streetaddress postalcode postcode zip zipcode
  birthdate dateofbirth birthday dob gender nationality docid documentid documentnumber passport passportnumber
  nationalid membershipid loyaltynumber ipaddress
  comment comments guestcomments customercomments remark remarks note notes specialrequest specialrequests memo
  guest primaryguest customer booker contact contactinfo contactperson payer traveller traveler passenger occupant
  resguest paymentcard creditcard card bankacct`;

/** Masked inside only: `guests` is a number in one contract and a list of people in the next. */
const CONTAINERS = 'guests customers travellers travelers passengers occupants contacts profile profiles';

/** Says nothing by itself, but makes the names below it mean something. */
const CONTEXTS = 'payment payments paymentmethod paymentmethods guarantee guaranteeaccepted';

/** Masked only inside one of the above. */
const LOCALS = 'number name holder code value text countryaccesscode extension city cityname';

/** By plain name: lower case, letters and digits only. */
export const SENSITIVITY: ReadonlyMap<string, Sensitivity> = new Map<string, Sensitivity>([
  ...entries(VALUES, 'value'),
  ...entries(CONTAINERS, 'container'),
  ...entries(CONTEXTS, 'context'),
  ...entries(LOCALS, 'local'),
]);

function entries(names: string, sensitivity: Sensitivity): [string, Sensitivity][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, sensitivity]);
}

/** @param name without namespace prefix. */
export function sensitivityOf(name: string): Sensitivity | null {
  const plain = plainName(name);
  return SENSITIVITY.get(plain) ?? (plain.endsWith('password') ? 'value' : null);
}

/** Names whose values are ids of ours or of a partner: long numbers that a card check would sometimes take for a card. */
export function isIdName(name: string): boolean {
  const plain = plainName(name);
  return plain.endsWith('id') || plain.endsWith('ids') || plain === 'residvalue' || plain === 'echotoken';
}

function plainName(name: string): string {
  return name.replace(/[_.-]/g, '').toLowerCase();
}
