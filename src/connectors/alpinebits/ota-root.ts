/** What the root element of every document carries beside its Version. */
export const OTA_ROOT = { xmlns: 'http://www.opentravel.org/OTA/2003/05' } as const;
