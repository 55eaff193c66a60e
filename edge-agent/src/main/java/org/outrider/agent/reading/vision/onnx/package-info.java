/**
 * The stages on ONNX Runtime: model folders with their manifests, our own detector and reader, and
 * the adapters for models that users bring. The only package that knows ONNX Runtime.
 */
@NullMarked
package org.outrider.agent.reading.vision.onnx;

import org.jspecify.annotations.NullMarked;
