/* bare SERVERS TOPIC [KEY=VALUE...]: librdkafka's own cost: every record of the topic is taken by
 * its fastest call that is not deprecated, and let go. The limit that nothing above it can pass.
 * (rd_kafka_consume_callback_queue, deprecated, takes some 15 % less CPU.) */
#include "topic_reader.h"

#define CP_BARE_BATCH 1000
#define CP_BARE_WAIT_MS 100

static void cp_bare_let_go(struct cp_topic_reader *reader, rd_kafka_message_t *message)
{
    reader->count += message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_message_destroy(message);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        return 2;
    }
    rd_kafka_message_t *messages[CP_BARE_BATCH];
    struct cp_topic_reader reader = cp_topic_reader_open(argv[1], argv[2], argv + 3, argc - 3);
    while (reader.count < reader.left) {
        rd_kafka_message_t *first = rd_kafka_consumer_poll(reader.client, CP_BARE_WAIT_MS);
        if (first == NULL) {
            continue;
        }
        cp_bare_let_go(&reader, first);
        const ssize_t more = rd_kafka_consume_batch_queue(reader.queue, 0, messages, CP_BARE_BATCH);
        for (ssize_t i = 0; i < more; i++) {
            cp_bare_let_go(&reader, messages[i]);
        }
    }
    cp_topic_reader_print(&reader);
    cp_topic_reader_close(&reader);
    return 0;
}
