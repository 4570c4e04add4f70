// The kiosk's tree of services: departments first where there are many, and each service by its id.

const MANY = 16; // 大项 on two pages of cards; with more the departments come first
const NO_LETTER = ""; // a department has no line of its own

/** The first page's cards: the services, or their departments; what has no department stands beside those. */
export function firstPage(services) {
  if (services.length <= MANY || !services.some(({ department }) => department)) return services;
  const departments = new Map();
  for (const service of services) {
    const key = service.department ? `department-${service.department.zh}` : service.id;
    if (!departments.has(key)) departments.set(key, []);
    departments.get(key).push(service);
  }
  // A department with one service would be a tap for nothing.
  return [...departments].map(([id, members]) => (members.length > 1 ? department(id, members) : members[0]));
}

function department(id, children) {
  const open = children.some((each) => each.open);
  const { opens, stopped, used_up } = (!open && children.find((each) => each.opens)) || {};
  return { id, names: children[0].department, prefix: NO_LETTER, children, open, opens, stopped, used_up };
}

/** Every service without 子项, by id, each with the names of what it stands under. */
export function leavesById(services) {
  const walk = (list, under) => list.flatMap((service) =>
    service.children ? walk(service.children, service.names) : [[service.id, { ...service, under }]]);
  return new Map(walk(services, null));
}
