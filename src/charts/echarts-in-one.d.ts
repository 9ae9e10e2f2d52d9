/** The file that holds the whole package has no types beside it: they are the package's. */
declare module "echarts/dist/echarts.esm.min.mjs" {
  export * from "echarts";
}
