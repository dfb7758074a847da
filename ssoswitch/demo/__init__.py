"""The annexe: an Identity Center on loopback, to try everything on."""
