package io.sampo.gateway.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** How sockets are spoken to: epoll on Linux, with fewer system calls and less garbage, else what Java has. */
public enum NetworkTransport {
    EPOLL {
        @Override
        public IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return EpollServerSocketChannel.class;
        }
    },
    NIO {
        @Override
        public IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return NioServerSocketChannel.class;
        }
    };

    /** The best one here. */
    public static NetworkTransport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** For an event loop group. */
    public abstract IoHandlerFactory handlers();

    /** What listens on it. */
    public abstract Class<? extends ServerSocketChannel> serverChannel();
}
