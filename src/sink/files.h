/*
 * files.h: the files of -ff, one a task. There may be more tasks than strobe may have files open, and the limit is not to be
 * raised, for tracees inherit it: then files are closed, and each is opened again when there is something to write.
 */
#ifndef STROBE_SINK_FILES_H
#define STROBE_SINK_FILES_H

#include "output.h"
#include <sys/queue.h>

struct task_file {
	struct output *out; /* NULL: closed */
	/* of those that have … */
	LIST_ENTRY(task_file) unflushed; /* … written since the last flush */
	LIST_ENTRY(task_file) open; /* … a file open */
	bool is_unflushed, is_open;
};
LIST_HEAD(task_file_list, task_file);

struct task_files { /* a sink's; all zero at first */
	struct task_file_list unflushed, open;
	unsigned count, max; /* open ones; beyond so many they are closed until wanted again */
	bool lost; /* some output was */
};

/* Opens PATH.TID. Returns the output. */
struct output *files_open(struct task_files *, struct task_file *, const char *path, bool append, pid_t tid);
void files_close(struct task_files *, struct task_file *);
/* Something was written to it. */
void files_touch(struct task_files *, struct task_file *);
void files_flush(struct task_files *);

#endif
