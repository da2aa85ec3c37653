using Xunit.Sdk;
using Xunit.v3;

// One stack at a time: two would fight for the cores that a job of 2,000 images keeps busy.
[assembly: Parallelization(Mode = ParallelMode.None)]
