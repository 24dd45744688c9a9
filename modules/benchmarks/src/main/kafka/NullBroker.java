import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * What is left for Kafka's own client to be slow at when a broker does nothing: it listens at the loopback port that is its
 * argument, answers each request on one thread as soon as it can, checks nothing, and keeps the last {@link NullLog#KEPT_BYTES} bytes of small batches of each
 * partition in memory for a consumer that follows closely. What a broker has to do beyond that makes no client faster, so its figures are
 * a ceiling. Every topic that is asked for exists, with one partition.
 */
public final class NullBroker {
    private final NullAnswers answers;
    private final Selector selector = Selector.open();

    private NullBroker(int port) throws IOException {
        answers = new NullAnswers(port);
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        NullBroker broker = new NullBroker(Integer.parseInt(arguments[0]));
        while (true) {
            broker.turn();
        }
    }

    private void turn() throws IOException {
        selector.select(NullConnection.LOOK_AGAIN_MS);
        long stored = answers.stored();
        for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ready.remove()) {
            SelectionKey key = ready.next();
            if (key.isAcceptable()) {
                SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
                if (client != null) {
                    new NullConnection(client, selector, answers);
                }
            } else {
                ((NullConnection) key.attachment()).ready();
            }
        }
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof NullConnection) {
                ((NullConnection) key.attachment()).lookAgain(answers.stored() > stored);
            }
        }
    }
}
