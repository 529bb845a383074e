// Graph's people as office.js gets them, and back.

const RESPONSES = ["none", "organizer", "tentativelyAccepted", "accepted", "declined"];
const USER = 2;
const EXTERNAL = 3;

/** office.js' raw e-mail address details of a Graph recipient or attendee. */
export function person(given, domain) {
  if (!given?.emailAddress) return null;
  const { name, address } = given.emailAddress;
  const known = { name: name || address || "", address: address || "", recipientType: (address || "").endsWith(`@${domain}`) ? USER : EXTERNAL };
  const response = RESPONSES.indexOf(given.status?.response);
  return given.status ? { ...known, appointmentResponse: Math.max(0, response) } : known;
}

/** A Graph attendee. */
export const attendee = ({ name, address }, type) =>
  ({ type, status: { response: "none", time: "0001-01-01T00:00:00Z" }, emailAddress: { name: name || address, address } });

/** The fields every item's initial data has. */
export const domainOf = (address) => address.split("@")[1] || "";
