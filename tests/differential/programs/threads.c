/*
 * threads: a few threads, one after the other at first and then together, each with calls of its own.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

static void *work(void *argument)
{
	long n = (long)argument;
	char name[32];
	struct stat st;
	snprintf(name, sizeof(name), "/nonexistent/%ld", n);
	for (int i = 0; i < 5; i++) {
		access(name, R_OK);
		stat("/dev/null", &st);
		getppid();
	}
	nanosleep(&(struct timespec){ 0, 1000000 * (n + 1) }, NULL);
	return NULL;
}

int main(void)
{
	pthread_t threads[6];
	for (long i = 0; i < 3; i++) {
		pthread_create(&threads[i], NULL, work, (void *)i);
		pthread_join(threads[i], NULL);
	}
	for (long i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, work, (void *)(i + 10));
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
