/** Type of the module that the bundler makes: it imports every test of suite/. */
declare module "virtual:host-suite" {}
