package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IpFormProperties {
    private static final ClusterConfigRecord CONFIG = new ClusterConfigRecord("east", 3, 255, false);

    @Property
    void whatIsKeptIsReadAgainAndServed(@ForAll("records") IpRecord record) {
        IpForm form = new IpForm();

        byte[] packed = form.pack(record);

        assertEquals(record, form.unpack(packed));
        assertEquals(CiliumFamilyValues.ip(record), form.render(CONFIG, packed));
        assertEquals(
                Optional.of(record.namespace()).filter(text -> !text.isEmpty()), form.namespace(record.ip(), packed));
    }

    @Provide
    Arbitrary<IpRecord> records() {
        // With what JSON escapes and what it does not, and what the value's own punctuation is.
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab-.0\"\\<&é\u2028{}:, ")
                .ofMinLength(1)
                .ofMaxLength(12);
        Arbitrary<Optional<String>> mayBe = texts.optional();
        return Combinators.combine(
                        texts,
                        mayBe,
                        Arbitraries.longs().between(0, 1L << 24),
                        Arbitraries.integers().between(0, 255),
                        mayBe.map(text -> text.orElse("")),
                        mayBe.map(text -> text.orElse("")),
                        mayBe)
                .as(IpRecord::new);
    }
}
