package io.sampo.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Everything that can go wrong between a client and a broker, with Kafka's names and numbers (KAFKA protocol guide,
 * "Error Codes"). A <em>retriable</em> error may go away by itself: refresh the metadata and send again.
 */
public enum ErrorCode {
    UNKNOWN_SERVER_ERROR(-1, false, "The server met an error it has no better name for"),
    NONE(0, false, "No error"),
    OFFSET_OUT_OF_RANGE(1, false, "The offset lies outside the range that the partition holds"),
    CORRUPT_MESSAGE(2, true, "The record batch fails its CRC, its size or its framing"),
    UNKNOWN_TOPIC_OR_PARTITION(3, true, "This cluster does not host that topic or partition"),
    LEADER_NOT_AVAILABLE(5, true, "The partition has no leader at the moment"),
    NOT_LEADER_OR_FOLLOWER(6, true, "This broker does not lead that partition"),
    REQUEST_TIMED_OUT(7, true, "The request was not fulfilled in time; it may or may not have taken effect"),
    BROKER_NOT_AVAILABLE(8, false, "That broker is not available"),
    REPLICA_NOT_AVAILABLE(9, true, "That broker has no running replica of the partition"),
    MESSAGE_TOO_LARGE(10, false, "The record batch is larger than max.message.bytes"),
    OFFSET_METADATA_TOO_LARGE(12, false, "The metadata of the offset is longer than offset.metadata.max.bytes"),
    NETWORK_EXCEPTION(13, true, "The connection was lost before an answer came; it may or may not have taken effect"),
    COORDINATOR_LOAD_IN_PROGRESS(14, true, "The coordinator is loading and cannot answer yet"),
    COORDINATOR_NOT_AVAILABLE(15, true, "The coordinator is not available"),
    NOT_COORDINATOR(16, true, "This broker is not the coordinator"),
    INVALID_TOPIC_EXCEPTION(17, false, "The topic name is not legal"),
    RECORD_LIST_TOO_LARGE(18, false, "The batches are larger than a segment may be"),
    NOT_ENOUGH_REPLICAS(19, true, "Fewer replicas are in sync than min.insync.replicas asks for; nothing was appended"),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(
            20, true, "Appended, but fewer replicas are in sync than min.insync.replicas asks for"),
    INVALID_REQUIRED_ACKS(21, false, "acks is not one of all, 1, 0"),
    ILLEGAL_GENERATION(22, false, "The generation is not the current one"),
    INCONSISTENT_GROUP_PROTOCOL(23, false, "The member and the group have no protocol type and protocol in common"),
    INVALID_GROUP_ID(24, false, "The group id is not legal"),
    UNKNOWN_MEMBER_ID(25, false, "The coordinator does not know this member"),
    INVALID_SESSION_TIMEOUT(
            26,
            false,
            "The session timeout is not between group.min.session.timeout.ms and group.max.session.timeout.ms"),
    REBALANCE_IN_PROGRESS(27, false, "The group is rebalancing"),
    INVALID_COMMIT_OFFSET_SIZE(28, false, "The committed offsets are too large for one batch"),
    TOPIC_AUTHORIZATION_FAILED(29, false, "Not authorised for that topic"),
    GROUP_AUTHORIZATION_FAILED(30, false, "Not authorised for that group"),
    CLUSTER_AUTHORIZATION_FAILED(31, false, "Not authorised for the cluster"),
    INVALID_TIMESTAMP(32, false, "The timestamp of a record is outside of what the topic accepts"),
    UNSUPPORTED_VERSION(35, false, "That version is not supported"),
    TOPIC_ALREADY_EXISTS(36, false, "A topic of that name exists"),
    INVALID_PARTITIONS(37, false, "The number of partitions is not legal"),
    INVALID_REPLICATION_FACTOR(38, false, "The replication factor is not legal or larger than the number of brokers"),
    INVALID_REPLICA_ASSIGNMENT(39, false, "The replica assignment is not legal"),
    INVALID_CONFIG(40, false, "The configuration is not legal"),
    NOT_CONTROLLER(41, true, "This broker is not the active controller"),
    INVALID_REQUEST(42, false, "The request does not make sense"),
    UNSUPPORTED_FOR_MESSAGE_FORMAT(43, false, "The message format of the log does not support the request"),
    POLICY_VIOLATION(44, false, "The configuration of the topic does not allow that"),
    OUT_OF_ORDER_SEQUENCE_NUMBER(45, false, "The sequence number is not the next one of this producer"),
    DUPLICATE_SEQUENCE_NUMBER(46, false, "The sequence number was seen before and its offset is no longer known"),
    INVALID_PRODUCER_EPOCH(47, false, "A producer with the same id and a newer epoch has written"),
    INVALID_TXN_STATE(48, false, "The transaction is not in a state for that"),
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED(53, false, "Not authorised for that transactional id"),
    KAFKA_STORAGE_ERROR(56, true, "The broker could not read or write its disk"),
    LOG_DIR_NOT_FOUND(57, false, "That log directory is not there"),
    UNKNOWN_PRODUCER_ID(59, false, "The broker holds no state of this producer"),
    NON_EMPTY_GROUP(68, false, "The group has members"),
    GROUP_ID_NOT_FOUND(69, false, "There is no such group"),
    FETCH_SESSION_ID_NOT_FOUND(70, true, "That fetch session is not known"),
    INVALID_FETCH_SESSION_EPOCH(71, true, "That is not the next request of the fetch session"),
    LISTENER_NOT_FOUND(72, true, "The leader has no listener of the name that the client came in by"),
    FENCED_LEADER_EPOCH(74, true, "The leader epoch of the request is older than the broker's"),
    UNKNOWN_LEADER_EPOCH(75, true, "The leader epoch of the request is newer than the broker's"),
    UNSUPPORTED_COMPRESSION_TYPE(76, false, "The broker cannot use that compression type"),
    STALE_BROKER_EPOCH(77, false, "The broker epoch is not that of the broker's current registration"),
    OFFSET_NOT_AVAILABLE(78, true, "The offset exists but a new leader may not show it yet"),
    MEMBER_ID_REQUIRED(79, false, "The member has to join again with the id it was just given"),
    PREFERRED_LEADER_NOT_AVAILABLE(80, true, "The preferred leader may not lead at the moment"),
    GROUP_MAX_SIZE_REACHED(81, false, "The group has as many members as it may have"),
    FENCED_INSTANCE_ID(82, false, "Another member has joined with the same group.instance.id"),
    ELIGIBLE_LEADERS_NOT_AVAILABLE(83, true, "No replica may lead without losing data"),
    ELECTION_NOT_NEEDED(84, false, "The preferred leader leads already"),
    NO_REASSIGNMENT_IN_PROGRESS(85, false, "That partition is not on its way to other replicas"),
    GROUP_SUBSCRIBED_TO_TOPIC(86, false, "The group reads that topic, so its offsets cannot be deleted"),
    INVALID_RECORD(87, false, "A record fails the broker's validation"),
    UNSTABLE_OFFSET_COMMIT(88, true, "There are unstable offsets"),
    THROTTLING_QUOTA_EXCEEDED(89, true, "The quota is used up"),
    PRODUCER_FENCED(90, false, "A newer producer with the same transactional id has fenced this one"),
    INVALID_UPDATE_VERSION(95, false, "The partition epoch is not the current one"),
    UNKNOWN_TOPIC_ID(100, true, "This cluster does not host a topic of that id"),
    DUPLICATE_BROKER_REGISTRATION(101, false, "Another live broker holds that broker id"),
    BROKER_ID_NOT_REGISTERED(102, false, "That broker id is not registered"),
    INCONSISTENT_TOPIC_ID(103, true, "The topic id is not the one of that topic"),
    INCONSISTENT_CLUSTER_ID(104, false, "That is another cluster"),
    INELIGIBLE_REPLICA(107, false, "A proposed ISR member is fenced, shutting down or stale"),
    NEW_LEADER_ELECTED(108, false, "Another leader was elected by the same change"),
    FENCED_MEMBER_EPOCH(110, false, "The member epoch is fenced: give up all partitions and join again"),
    UNRELEASED_INSTANCE_ID(111, false, "Another member holds that group.instance.id and has not left"),
    UNSUPPORTED_ASSIGNOR(112, false, "The group coordinator has no such assignor"),
    STALE_MEMBER_EPOCH(113, false, "The member epoch is not the current one; the next heartbeat brings it"),
    UNSUPPORTED_ENDPOINT_TYPE(115, false, "That kind of endpoint is not known"),
    INVALID_REGULAR_EXPRESSION(128, false, "That is not a regular expression of RE2");

    private static final Map<Short, ErrorCode> BY_CODE = new HashMap<>();

    static {
        for (ErrorCode error : values()) {
            BY_CODE.put(error.code, error);
        }
    }

    private final short code;
    private final boolean retriable;
    private final String text;

    ErrorCode(int code, boolean retriable, String text) {
        this.code = (short) code;
        this.retriable = retriable;
        this.text = text;
    }

    /** Kafka's number. */
    public short code() {
        return code;
    }

    public boolean retriable() {
        return retriable;
    }

    /** One sentence for a person. */
    public String text() {
        return text;
    }

    /** The error of that number; an unknown number is {@link #UNKNOWN_SERVER_ERROR}. */
    public static ErrorCode of(short code) {
        return BY_CODE.getOrDefault(code, UNKNOWN_SERVER_ERROR);
    }
}
