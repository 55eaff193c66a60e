package org.outrider.agent.hotlist.live;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.tls.TlsFiles;

/**
 * {@code [hotlist] urls}: where newer lists come from, besides the uplink.
 *
 * @param urls of manifests, https; none when central alone sends lists
 * @param keys public keys that lists must be signed by
 * @param tls by which lists are fetched; empty when none ever is
 */
public record SyncConfig(List<URI> urls, Path keys, Optional<TlsFiles> tls) {
  public SyncConfig {
    urls = List.copyOf(urls);
  }
}
