/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-signal.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How long a lost connection is left alone before another attempt. */
#define RETRY_MS 500

struct _UkeDbSignal {
  char *uri;     /* (owned) */
  char *channel; /* (owned) */
  UkeDbSignalFunc func;
  gpointer data;
  GSource *source; /* (owned): on the main context, made ready by the thread */
  GThread *thread; /* (owned) */
  PGconn *conn;    /* (owned) (nullable): the thread's alone */
  int wake_fd;     /* (owned): wakes the thread */
  int must_send;   /* atomic */
  int must_end;    /* atomic */
};

/* The source of the main context, and whom it calls. */
typedef struct {
  GSource base;
  UkeDbSignal *self;
} SignalSource;

static gboolean
dispatch_cb (GSource *source, GSourceFunc unused, gpointer unused_data)
{
  UkeDbSignal *self = ((SignalSource *)source)->self;

  g_source_set_ready_time (source, -1);
  self->func (self->data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch_cb };

static void
ignore_notice_cb (void *unused, const PGresult *result)
{
}

static void
wake (UkeDbSignal *self)
{
  const uint64_t one = 1;

  if (write (self->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
    g_debug ("the thread that listens could not be woken");
}

static void
tell_main (UkeDbSignal *self)
{
  g_source_set_ready_time (self->source, 0);
}

static gboolean
run (UkeDbSignal *self, const char *what)
{
  g_autofree char *sql = g_strdup_printf ("%s %s", what, self->channel);
  PGresult *result = PQexec (self->conn, sql);
  gboolean is_done = PQresultStatus (result) == PGRES_COMMAND_OK;

  PQclear (result);
  return is_done;
}

static void
drop (UkeDbSignal *self)
{
  PQfinish (g_steal_pointer (&self->conn));
}

/* Whatever was told while nobody listened is lost: so the main context looks for itself. */
static gboolean
connect_and_listen (UkeDbSignal *self)
{
  const char *keywords[]
      = { "connect_timeout", "keepalives_idle", "dbname", "application_name", NULL };
  const char *values[] = { "2", "15", self->uri, "uketsuke-signal", NULL };

  self->conn = PQconnectdbParams (keywords, values, 1);
  if (self->conn != NULL)
    PQsetNoticeReceiver (self->conn, ignore_notice_cb, NULL);
  if (self->conn != NULL && PQstatus (self->conn) == CONNECTION_OK && run (self, "LISTEN")) {
    tell_main (self);
    return TRUE;
  }
  drop (self);
  return FALSE;
}

/* Waits until something is heard, the thread is woken, or the time is up. */
static void
await (UkeDbSignal *self, int timeout_ms)
{
  struct pollfd fds[2] = { { .fd = self->wake_fd, .events = POLLIN }, { .fd = -1 } };
  uint64_t count;

  if (self->conn != NULL)
    fds[1] = (struct pollfd){ .fd = PQsocket (self->conn), .events = POLLIN };
  if (poll (fds, G_N_ELEMENTS (fds), timeout_ms) > 0 && fds[0].revents != 0
      && read (self->wake_fd, &count, sizeof count) < 0)
    g_debug ("woken by nobody");
}

static void
hear (UkeDbSignal *self)
{
  PGnotify *heard;
  gboolean is_other = FALSE;

  if (PQconsumeInput (self->conn) == 0 || PQstatus (self->conn) != CONNECTION_OK) {
    drop (self);
    return;
  }
  while ((heard = PQnotifies (self->conn)) != NULL) {
    is_other = is_other || heard->be_pid != PQbackendPID (self->conn);
    PQfreemem (heard);
  }
  if (is_other)
    tell_main (self);
}

/* Several commits since the last time are told in one word. */
static void
send_what_is_due (UkeDbSignal *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->must_send, 1, 0) || run (self, "NOTIFY"))
    return;
  g_atomic_int_set (&self->must_send, 1);
  drop (self);
}

static gpointer
listen_cb (gpointer data)
{
  UkeDbSignal *self = data;
  int64_t try_us = 0;

  while (g_atomic_int_get (&self->must_end) == 0) {
    int64_t now_us = g_get_monotonic_time ();

    if (self->conn == NULL && now_us >= try_us) {
      try_us = now_us + RETRY_MS * 1000;
      if (!connect_and_listen (self))
        continue;
    }
    if (self->conn != NULL)
      send_what_is_due (self);
    await (self, self->conn != NULL ? -1 : (int)((MAX (try_us - now_us, 0) + 999) / 1000));
    if (self->conn != NULL)
      hear (self);
  }
  if (self->conn != NULL)
    send_what_is_due (self);
  drop (self);
  return NULL;
}

/* A name of a channel is shorter than one of a schema may be, and of the whole database. */
static char *
make_channel (const char *schema)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, schema, -1);

  sum[32] = '\0';
  return g_strconcat ("uketsuke_", sum, NULL);
}

/**
 * uke_db_signal_new:
 * @uri: where the database is
 * @schema: whose commits are told
 * @func: called when another process told of one
 * @data: for @func
 *
 * Begins to listen. A connection that cannot be made, or is lost, is tried again for ever.
 *
 * Returns: (transfer full): it
 * Errors: none
 * Thread: main
 */
UkeDbSignal *
uke_db_signal_new (const char *uri, const char *schema, UkeDbSignalFunc func, gpointer data)
{
  UkeDbSignal *self = g_new0 (UkeDbSignal, 1);

  self->uri = g_strdup (uri);
  self->channel = make_channel (schema);
  self->func = func;
  self->data = data;
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_assert (self->wake_fd >= 0);
  self->source = g_source_new (&source_funcs, sizeof (SignalSource));
  ((SignalSource *)self->source)->self = self;
  g_source_attach (self->source, NULL);
  self->thread = g_thread_new ("signal", listen_cb, self);
  return self;
}

/**
 * uke_db_signal_free:
 * @self: (transfer full): it; what was to be sent is sent where that is possible at once
 *
 * Errors: none
 * Thread: main
 */
void
uke_db_signal_free (UkeDbSignal *self)
{
  g_atomic_int_set (&self->must_end, 1);
  wake (self);
  g_thread_join (self->thread);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->wake_fd);
  explicit_bzero (self->uri, strlen (self->uri));
  g_free (self->uri);
  g_free (self->channel);
  g_free (self);
}

/**
 * uke_db_signal_send:
 * @self: it
 *
 * Has the other processes told that something was committed, without waiting for it.
 *
 * Errors: none
 * Thread: any
 */
void
uke_db_signal_send (UkeDbSignal *self)
{
  g_atomic_int_set (&self->must_send, 1);
  wake (self);
}
