// The hall's services as staff pick them: the tree flattened, found by any of its characters.

import { html, nothing } from "lit";
import { bothNames } from "./element.js";
import { names } from "./words.js";

/** service id -> names, for every service of the tree. */
export function allServices(services) {
  const walk = (list) => list.flatMap((service) => [[service.id, service.names], ...walk(service.children ?? [])]);
  return Object.fromEntries(walk(services));
}

/** The services a ticket can be for, as {service, parent}; `only`: ids to keep, or nothing for all. */
export function leaves(services, only) {
  const walk = (list, parent) => list.flatMap((service) =>
    service.children?.length ? walk(service.children, service) : [{ service, parent }]);
  return walk(services, null).filter(({ service, parent }) => !only || only.includes(service.id) || only.includes(parent?.id));
}

/** Rows for a list of services to pick from. */
export const serviceRows = (services, only) =>
  leaves(services, only).map(({ service, parent }) => ({
    value: service.id,
    search: [service, parent].flatMap((each) => Object.values(each?.names ?? {})).join(" "),
    html: html`<span>${bothNames(service.names)}</span>${parent ? html`<span class="past">${names(parent.names)}</span>` : nothing}`,
  }));
