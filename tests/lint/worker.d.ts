/* What the build writes above the service worker (gazette/exports/service_worker.py). */
declare const SITE: {
  build: string;
  shell: string[];
  pictures: string[];
  messages: { [edition: string]: string };
  bundles: { [edition: string]: string[] };
};
declare const registration: ServiceWorkerRegistration;
declare const clients: Clients;
declare function skipWaiting(): Promise<void>;
declare function addEventListener(type: "install" | "activate", act: (event: ExtendableEvent) => void): void;
declare function addEventListener(type: "fetch", act: (event: FetchEvent) => void): void;
interface WorkerNavigator {
  readonly connection?: { readonly saveData?: boolean };
}
