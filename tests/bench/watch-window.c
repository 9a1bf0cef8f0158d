/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * watch-window KEY COMMAND...: starts a program and says when its window shows something, as the
 * pixels on the screen tell. With a KEY other than "-", the key is pressed when the window has come
 * to rest, and what follows is timed too. Prints one line of JSON and leaves the program running.
 *
 * "content" is when the head of the window has three or more colours (performance.md, method);
 * "settled" when the last pixel changed that differs from what stayed.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <glib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_US (60 * G_USEC_PER_SEC)
/* A window that has not changed for so long has come to rest. */
#define REST_US (G_USEC_PER_SEC)
/* Smaller changes are a scroll bar that fades or a cursor that blinks. */
#define REST_AREA (120 * 120)
#define HEAD_WIDTH 600
#define HEAD_HEIGHT 120

typedef struct {
  Display *display;
  int damage_event;
  Window window; /* 0 until one is there */
  GPid pid;
  int64_t start_us;
  int64_t mapped_us;
  int64_t content_us;
  int64_t settled_us;
} Watch;

static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

static gboolean
has_content (Watch *watch)
{
  XWindowAttributes window;
  unsigned long colours[3];
  unsigned n = 0;
  XImage *image;
  int width, height;

  if (!XGetWindowAttributes (watch->display, watch->window, &window)
      || window.map_state != IsViewable)
    return FALSE;
  width = MIN (window.width, HEAD_WIDTH);
  height = MIN (window.height, HEAD_HEIGHT);
  image = XGetImage (watch->display, watch->window, (window.width - width) / 2, 0, (unsigned)width,
                     (unsigned)height, AllPlanes, ZPixmap);
  if (image == NULL)
    return FALSE;
  for (int y = 0; y < height && n < G_N_ELEMENTS (colours); y += 2) {
    for (int x = 0; x < width && n < G_N_ELEMENTS (colours); x += 2) {
      unsigned long colour = XGetPixel (image, x, y);
      unsigned i = 0;

      while (i < n && colours[i] != colour)
        i++;
      if (i == n)
        colours[n++] = colour;
    }
  }
  XDestroyImage (image);
  return n == G_N_ELEMENTS (colours);
}

static void
take_damage (Watch *watch, const XDamageNotifyEvent *damage, int64_t now_us)
{
  if (damage->area.width * damage->area.height >= REST_AREA)
    watch->settled_us = now_us;
  if (watch->content_us == 0 && has_content (watch))
    watch->content_us = g_get_monotonic_time () - watch->start_us;
}

static void
take_event (Watch *watch, XEvent *event)
{
  int64_t now_us = g_get_monotonic_time () - watch->start_us;
  XWindowAttributes window;

  if (event->type == watch->damage_event)
    take_damage (watch, (const XDamageNotifyEvent *)event, now_us);
  else if (event->type == MapNotify && watch->window == 0 && !event->xmap.override_redirect
           && XGetWindowAttributes (watch->display, event->xmap.window, &window)
           && window.class == InputOutput && window.width > 60 && window.height > 40) {
    watch->window = event->xmap.window;
    watch->mapped_us = now_us;
    XDamageCreate (watch->display, watch->window, XDamageReportRawRectangles);
    XSync (watch->display, False);
  }
}

/* Follows the window until it has come to rest. */
static gboolean
wait_for_rest (Watch *watch)
{
  for (;;) {
    struct pollfd poll_fd = { ConnectionNumber (watch->display), POLLIN, 0 };
    int64_t now_us = g_get_monotonic_time () - watch->start_us;

    while (XPending (watch->display)) {
      XEvent event;

      XNextEvent (watch->display, &event);
      take_event (watch, &event);
    }
    if (watch->content_us != 0 && now_us - watch->settled_us > REST_US)
      return TRUE;
    if (now_us > LIMIT_US)
      return FALSE;
    poll (&poll_fd, 1, 20);
  }
}

static int64_t
press (Watch *watch, const char *name)
{
  unsigned code = XKeysymToKeycode (watch->display, (KeySym)XStringToKeysym (name));
  int64_t pressed_us;

  XSetInputFocus (watch->display, watch->window, RevertToParent, CurrentTime);
  XTestFakeKeyEvent (watch->display, code, True, 0);
  XTestFakeKeyEvent (watch->display, code, False, 0);
  XSync (watch->display, False);
  pressed_us = g_get_monotonic_time () - watch->start_us;
  watch->settled_us = pressed_us;
  if (!wait_for_rest (watch))
    return -1;
  return watch->settled_us - pressed_us;
}

int
main (int argc, char **argv)
{
  Watch watch = { .display = XOpenDisplay (NULL) };
  g_autoptr (GError) error = NULL;
  int64_t after_key_us = 0;
  int error_base;

  if (argc < 3 || watch.display == NULL
      || !XDamageQueryExtension (watch.display, &watch.damage_event, &error_base))
    g_error ("watch-window: no display, or no command");
  watch.damage_event += XDamageNotify;
  XSetErrorHandler (ignore_error);
  XSelectInput (watch.display, DefaultRootWindow (watch.display), SubstructureNotifyMask);
  XSync (watch.display, False);
  watch.start_us = g_get_monotonic_time ();
  if (!g_spawn_async (NULL, argv + 2, NULL,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_SEARCH_PATH,
                      NULL, NULL, &watch.pid, &error))
    g_error ("%s", error->message);
  if (!wait_for_rest (&watch))
    g_error ("watch-window: nothing is shown");
  int64_t settled_us = watch.settled_us;
  if (!g_str_equal (argv[1], "-"))
    after_key_us = press (&watch, argv[1]);
  g_print ("{\"pid\": %d, \"mapped_us\": %" G_GINT64_FORMAT ", \"content_us\": %" G_GINT64_FORMAT
           ", \"settled_us\": %" G_GINT64_FORMAT ", \"after_key_us\": %" G_GINT64_FORMAT "}\n",
           (int)watch.pid, watch.mapped_us, watch.content_us, settled_us, after_key_us);
  return 0;
}
