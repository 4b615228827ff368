package io.fleetmesh.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/fleetctl.properties")) {
            properties.load(in);
        }
        return new String[] {"fleetctl " + properties.getProperty("version")};
    }
}
