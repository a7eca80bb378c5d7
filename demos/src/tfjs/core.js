// Stands in for the entry file of @tensorflow/tfjs-core, which also registers every optimiser.
import "@tensorflow/tfjs-core/dist/base_side_effects";

export * from "@tensorflow/tfjs-core/dist/base";
