package io.sampo.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.chaos.cluster.Observer.Sighting;
import io.sampo.chaos.cluster.Scene;
import io.sampo.chaos.traffic.AckProgress;
import io.sampo.model.PartitionState;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class TimelineTest {
    @Test
    void thePictureIsWellFormedAndHasEachFaultAndEachLeader() throws Exception {
        // given
        RoundReport round = new RoundReport(
                1,
                "cut:bridge",
                "cut:bridge 1>2",
                true,
                false,
                1_000_000_000L,
                2_000_000_000L,
                7,
                8,
                9,
                "<nobody> leads");
        PartitionState partition = new PartitionState(3, 1, 1, List.of(3, 1), List.of(3, 1), false);
        Sighting sighting = new Sighting(0, new Scene(2, 5, List.of(partition)));

        // when
        String svg = Timeline.svg(AckProgress.of(1), List.of(round), List.of(sighting), 5_000_000_000L, "3 brokers");

        // then
        Document picture =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        List<String> titles = List.of(
                picture.getElementsByTagName("title").item(0).getTextContent(),
                picture.getElementsByTagName("title").item(1).getTextContent(),
                picture.getElementsByTagName("title").item(2).getTextContent());
        assertThat(titles.get(0)).contains("cut:bridge 1>2").contains("STUCK: <nobody> leads");
        assertThat(titles.get(1)).isEqualTo("broker 2");
        assertThat(titles.get(2)).isEqualTo("broker 3");
    }
}
