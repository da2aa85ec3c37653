using Xunit.Sdk;
using Xunit.v3;

// Instruments belong to the process: a test that reads them must be alone.
[assembly: Parallelization(Mode = ParallelMode.None)]
