/** BELLHOP_DELIVERY_ALLOW of a private stack: its partners are on this machine too, and may have their webhooks sent there. */
export const STACK_DELIVERY_ALLOW = '127.0.0.1,localhost';
