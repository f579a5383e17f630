/** Of a certificate's serial number, long enough to tell two apart and short enough to be read out. */
export const shortSerial = (serialNumber: string): string => serialNumber.slice(-8).toUpperCase();
